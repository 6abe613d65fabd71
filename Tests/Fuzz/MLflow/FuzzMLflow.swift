import Foundation

/// Feeds the readers of filters, orders, bodies, query strings and page tokens with texts made from a corpus, and checks what must hold
/// for all of them.
///
///     mlflow-fuzz [--seconds 60] [--seed N]
///
/// The work is done by a child process, which leaves each input in a file before it looks at it: so the input that ends the process is
/// known. Prints the seed, and the input that failed.
@main
struct FuzzMLflow {
    static func main() throws {
        var options = ["seconds": "60"]
        var arguments = CommandLine.arguments.dropFirst()
        while let name = arguments.popFirst() {
            guard name.hasPrefix("--"), let value = arguments.popFirst() else {
                complain("usage: mlflow-fuzz [--seconds N] [--seed N]")
                exit(2)
            }
            options[String(name.dropFirst(2))] = value
        }
        let seed = options["seed"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        let seconds = options["seconds"].flatMap { Double($0) } ?? 60
        if let file = options["input"] {
            exit(try Worker(seed: seed, inputFile: file).run(seconds: seconds) ? 0 : 1)
        }
        exit(try supervise(seed: seed, seconds: seconds))
    }

    /// Runs the child, and tells what it was at when it was ended.
    private static func supervise(seed: UInt64, seconds: Double) throws -> Int32 {
        let file = FileManager.default.temporaryDirectory.appending(path: "mlflow-fuzz-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        print("seed \(seed)")
        let child = Process()
        child.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = ["--seconds", "\(seconds)", "--seed", "\(seed)", "--input", file.path]
        try child.run()
        child.waitUntilExit()
        guard child.terminationReason == .uncaughtSignal else { return child.terminationStatus }
        let input = try Data(contentsOf: file)
        complain("seed \(seed): ended by signal \(child.terminationStatus) while reading")
        complain(String(decoding: input, as: UTF8.self))
        complain("which is \(input.base64EncodedString()) in base64")
        return 1
    }

    static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// Tries inputs until the time is over or something does not hold.
struct Worker {
    let seed: UInt64
    let inputFile: String

    /// Whether all that must hold held.
    func run(seconds: Double) throws -> Bool {
        guard FileManager.default.createFile(atPath: inputFile, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: inputFile))
        var mutator = Mutator(seed: seed)
        var counts: [String: Int] = [:]
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let kind = mutator.pick(Checks.kinds)
            let input = mutator.text(from: kind.corpus)
            let note = Data("\(kind.name): ".utf8) + input
            try file.seek(toOffset: 0)
            try file.write(contentsOf: note)
            try file.truncate(atOffset: UInt64(note.count))
            if let problem = kind.check(input) {
                FuzzMLflow.complain("seed \(seed): \(kind.name) \(String(decoding: input, as: UTF8.self))")
                FuzzMLflow.complain("which is \(Data(input).base64EncodedString()) in base64: \(problem)")
                return false
            }
            counts[kind.name, default: 0] += 1
        }
        let summary = counts.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
        print("nothing found in \(summary)")
        return true
    }
}
