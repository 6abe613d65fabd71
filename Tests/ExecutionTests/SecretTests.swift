import Execution
import Foundation
import Promotion
import Supervision
import Testing

@Suite("What a step's secrets leave on the machine")
struct SecretTests {
    private let canary = "canary-5up3r/s3cr3t+\(UUID().uuidString.lowercased())"

    private func request(_ bench: Bench, _ script: String) -> StepRequest {
        var request = bench.request(["/bin/bash", "-c", script])
        request.secrets = ["API_KEY": canary]
        return request
    }

    private func files(below folder: String) -> [String: Data] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let contents = names.map { FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data() }
        return Dictionary(uniqueKeysWithValues: zip(names, contents))
    }

    @Test("S-27: a secret is in the environment of its step and in no file, argument or other process")
    func onlyTheStepHasIt() async throws {
        for sandbox in await Bench.sandboxes() {
            let bench = try Bench(sandbox)
            let doors = ["one", "two"].map { bench.work + "/" + $0 }
            for door in doors { #expect(mkfifo(door, 0o600) == 0) }
            let step = try await bench.runner.start(
                request(bench, "read line < '\(doors[0])'; [ ${#API_KEY} = $line ]"))
            let other = try await bench.runner.start(
                bench.request(["/bin/bash", "-c", "read line < '\(doors[1])'; [ -z \"$API_KEY\" ]"], attempt: "2"))
            let open = try await Self.opened(doors)
            let found = ProcessTree.all().map { pid in
                (pid, Self.strings(pid, "environ"), Self.strings(pid, "cmdline"))
            }
            let mark = "\(AttemptFolder.marker)=\(step.folder.path)"
            let holders = found.filter { $0.1.contains { $0.contains(canary) } }
            #expect(!holders.isEmpty && holders.allSatisfy { $0.1.contains(mark) }, "\(holders)")
            #expect(found.allSatisfy { !$0.2.contains { $0.contains(canary) } })
            #expect(found.contains { $0.0 == step.supervisor.pid && $0.2[0] == "sluice-supervisor" })
            for (name, contents) in files(below: bench.folder + "/attempts") {
                #expect(contents.range(of: Data(canary.utf8)) == nil, "\(name)")
            }
            for file in open { try file.write(contentsOf: Data("\(canary.utf8.count)\n".utf8)) }
            let ends = [try await bench.runner.end(of: step), try await bench.runner.end(of: other)]
            for case .finished(let exit) in ends { #expect(exit.succeeded, "\(exit.summary): \(bench.log())") }
        }
    }

    /// The pipes' writing ends, once somebody reads the others.
    private static func opened(_ paths: [String]) async throws -> [FileHandle] {
        var files: [FileHandle] = []
        for path in paths {
            var number: Int32 = -1
            for _ in 0..<6000 where number < 0 {
                number = open(path, O_WRONLY | O_NONBLOCK)
                if number < 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
            try #require(number >= 0)
            files.append(FileHandle(fileDescriptor: number, closeOnDealloc: true))
        }
        return files
    }

    private static func strings(_ pid: Int32, _ file: String) -> [String] {
        let text = (try? SmallFile.text("/proc/\(pid)/\(file)", limit: 4 << 20)) ?? ""
        return text.split(separator: "\0").map(String.init)
    }

    @Test("S-26: the log has no secret in it, in whatever form and however it was written")
    func theLogIsMasked() async throws {
        let bench = try Bench()
        let exit = try await bench.run(
            request(
                bench,
                """
                echo "plain $API_KEY end"
                printf '%s' "$API_KEY" | base64 -w 0; echo
                printf 'x%s' "$API_KEY" | base64 -w 0; echo
                printf 'xx%s' "$API_KEY" | base64; echo
                printf '%s' "$API_KEY" | od -An -tx1 | tr -d ' \\n'; echo
                printf '%s' "$API_KEY" | rev; echo
                printf '%s' "${API_KEY:0:7}"; sleep 0.3; printf '%s\\n' "${API_KEY:7}"
                echo "Error: bad key $API_KEY" >&2
                """))
        #expect(exit.succeeded)
        let log = bench.log()
        #expect(log.hasPrefix("plain *** end\n"))
        #expect(log.contains("Error: bad key ***\n"))
        let bytes = Data(canary.utf8)
        let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
        let forms = [
            canary, String(canary.dropFirst(7)), hexadecimal, String(canary.reversed()),
            String(bytes.base64EncodedString().prefix(20)),
        ]
        for form in forms {
            #expect(!log.contains(form), "\(form) in \(log)")
        }
        for (name, contents) in files(below: bench.folder + "/attempts") {
            #expect(contents.range(of: bytes) == nil, "\(name)")
        }
    }
}
