import CLinux
package import Foundation

/// A program that ran to its end, with all that it wrote.
package struct FinishedProcess: Sendable {
    /// See `ChildProcess`.
    package let status: Int32
    package let output: Data
    package let errors: Data

    /// `output` as text.
    package var text: String { String(decoding: output, as: UTF8.self) }
    /// `errors` as text.
    package var complaint: String { String(decoding: errors, as: UTF8.self) }

    /// Runs a program and blocks until it has ended; see `ChildProcess` for the parameters.
    package static func run(
        _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil, in folder: String? = nil,
        input: Data = Data()
    ) throws -> FinishedProcess {
        let streams = try Streams(input: input)
        let child = try streams.start(program, arguments, environment, folder)
        return try streams.finish(child.wait())
    }

    /// The same without blocking a thread.
    package static func result(
        of program: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        in folder: String? = nil, input: Data = Data()
    ) async throws -> FinishedProcess {
        let streams = try Streams(input: input)
        let child = try streams.start(program, arguments, environment, folder)
        return try streams.finish(await child.ended())
    }

    /// Files in memory: a program never waits for a reader, and nothing has to be removed.
    private struct Streams {
        private let files: [FileHandle]

        init(input: Data) throws {
            files = try ["input", "output", "errors"].map { name in
                let descriptor = memfd_create(name, 1)  // MFD_CLOEXEC
                guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
                return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            }
            try files[0].write(contentsOf: input)
            try files[0].seek(toOffset: 0)
        }

        func start(
            _ program: String, _ arguments: [String], _ environment: [String: String]?, _ folder: String?
        ) throws -> ChildProcess {
            try ChildProcess(
                program, arguments, environment: environment, in: folder, input: files[0], output: files[1],
                errors: files[2])
        }

        func finish(_ status: Int32) throws -> FinishedProcess {
            let written = try files.dropFirst().map { file in
                try file.seek(toOffset: 0)
                return try file.readToEnd() ?? Data()
            }
            return FinishedProcess(status: status, output: written[0], errors: written[1])
        }
    }
}
