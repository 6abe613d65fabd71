import Foundation
import Promotion

/// A program that a command runs for the user, such as git: arguments as they are, no shell.
struct ChildProgram {
    /// Found in `PATH` unless it has a slash.
    let name: String
    var folder: String?
    /// Called with each line that it writes, from any thread.
    var onLine: @Sendable (String) -> Void = { _ in }

    init(_ name: String, folder: String? = nil, onLine: @escaping @Sendable (String) -> Void = { _ in }) {
        self.name = name
        self.folder = folder
        self.onLine = onLine
    }

    /// What it wrote to both its outputs. A missing program, and any end but success, is an error with its last words.
    @discardableResult
    func run(_ arguments: [String]) async throws(CommandFailure) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: name.contains("/") ? name : "/usr/bin/env")
        process.arguments = (name.contains("/") ? [] : ["--", name]) + arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // Variables such as GIT_DIR would have git work somewhere else.
        process.environment = Surroundings.variables.filter {
            !$0.key.hasPrefix("GIT_") || $0.key.hasPrefix("GIT_AUTHOR")
                || $0.key.hasPrefix("GIT_COMMITTER") || $0.key.hasPrefix("GIT_CONFIG")
        }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        do { try process.run() } catch {
            throw CommandFailure(.unknown, "\(name.quotedForMessage) cannot be started: \(error.localizedDescription)")
        }
        let output = await Self.read(pipe.fileHandleForReading, onLine)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let words = output.split(whereSeparator: \.isNewline).suffix(12).map { String($0).shown }.joined(
                separator: "\n  ")
            throw CommandFailure(
                .unknown, "\(([name] + arguments.prefix(2)).joined(separator: " ")) failed:\n  \(words)")
        }
        return output
    }

    private static func read(_ file: FileHandle, _ onLine: @escaping @Sendable (String) -> Void) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "sluice.child").async {
                var output = ""
                var rest = Data()
                while let data = try? file.read(upToCount: 4096), !data.isEmpty {
                    rest += data
                    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                        let line = String(decoding: rest[..<end], as: UTF8.self)
                        rest = Data(rest[rest.index(after: end)...])
                        output += line + "\n"
                        onLine(line)
                    }
                }
                if !rest.isEmpty {
                    output += String(decoding: rest, as: UTF8.self)
                    onLine(String(decoding: rest, as: UTF8.self))
                }
                continuation.resume(returning: output)
            }
        }
    }
}
