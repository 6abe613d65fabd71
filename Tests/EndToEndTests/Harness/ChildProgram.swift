import ChildProcess
import Foundation

/// A program that ended.
struct ProgramResult: Sendable {
    let status: Int32
    let output: String
    let errors: String
}

/// A program that did not do what it should.
struct ProgramFailed: Error, CustomStringConvertible {
    let description: String
}

/// Programs that the tests start.
enum ChildProgram {
    static let git = "/usr/bin/git"
    static let python = "/usr/bin/python3"
    static let sluice = Products.sluice

    /// Why the scenarios cannot be played here; nil if they can.
    static let missing: String? = [git, python, sluice].first { !FileManager.default.isExecutableFile(atPath: $0) }

    /// Runs a program to its end.
    static func run(
        _ program: String, _ arguments: [String], in folder: String = "/tmp", environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        let process = try await FinishedProcess.result(
            of: program, arguments, environment: complete(environment), in: folder)
        return ProgramResult(status: process.status, output: process.text, errors: process.complaint)
    }

    /// Starts a program whose output goes into files.
    static func start(
        _ program: String, _ arguments: [String], in folder: String = "/tmp", environment: [String: String],
        input: FileHandle? = nil, output: String, errors: String
    ) throws -> ChildProcess {
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        return try ChildProcess(
            program, arguments, environment: complete(environment), in: folder, input: input,
            output: FileHandle(forWritingTo: URL(fileURLWithPath: output)),
            errors: FileHandle(forWritingTo: URL(fileURLWithPath: errors)))
    }

    private static func complete(_ environment: [String: String]) -> [String: String] {
        ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"].merging(environment) { $1 }
    }

    static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
