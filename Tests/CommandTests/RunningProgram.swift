import ChildProcess
import Engine
import Foundation
import Glibc
import Promotion
import SluiceClient

/// The built program as a process of its own, as people start it.
final class RunningProgram {
    let home: HomeFolder
    private let folder: String
    private let ownsFolder: Bool
    private let process: ChildProcess
    private let output = Pipe()

    /// Starts `sluice` with `arguments` over a new home folder, or over that of another program.
    init(_ arguments: [String], home: HomeFolder? = nil) throws {
        folder = home?.path ?? NSTemporaryDirectory() + "sluice-program-" + UUID().uuidString
        ownsFolder = home == nil
        self.home = HomeFolder(path: folder)
        process = try ChildProcess(
            Products.sluice, arguments,
            environment: ["SLUICE_HOME": folder, "PATH": "/usr/local/bin:/usr/bin:/bin", "NO_COLOR": "1"],
            output: output.fileHandleForWriting, errors: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
    }

    deinit {
        process.signal(SIGKILL)
        process.wait()
        if ownsFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    var pid: Int32 { process.pid }

    /// Waits for `listening on …` and gives the address; nil if the program ended instead.
    func address() -> String? {
        var text = ""
        while true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
            for line in text.split(separator: "\n") where line.hasPrefix("listening on ") {
                return String(line.dropFirst("listening on ".count))
            }
        }
    }

    /// Sends a signal.
    func signal(_ number: Int32) { process.signal(number) }

    /// Waits for the end; gives the exit status (negative for a signal) and what was written since the last look.
    func end() -> (status: Int32, text: String) {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        return (process.wait(), String(decoding: data, as: UTF8.self))
    }
}
