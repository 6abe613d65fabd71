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
    static let sluice = products + "/sluice"

    /// The folder of the build's products, where the test bundle is.
    private static let products: String = {
        let bundle =
            ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") } ?? ProcessInfo.processInfo.arguments[0]
        return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent().path
    }()

    /// Why the scenarios cannot be played here; nil if they can.
    static let missing: String? = [git, python, sluice].first { !FileManager.default.isExecutableFile(atPath: $0) }

    /// Runs a program to its end. What it writes goes through files, so it never waits for a reader.
    static func run(
        _ program: String, _ arguments: [String], in folder: String = "/tmp", environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        let outputs = try TestFolder()
        let process = try start(
            program, arguments, in: folder, environment: environment, output: outputs.path + "/out",
            errors: outputs.path + "/err")
        await process.ended()
        return ProgramResult(
            status: process.status, output: text(outputs.path + "/out"), errors: text(outputs.path + "/err"))
    }

    /// Starts a program whose output goes into files.
    static func start(
        _ program: String, _ arguments: [String], in folder: String = "/tmp", environment: [String: String],
        input: FileHandle = .nullDevice, output: String, errors: String
    ) throws -> RunningProgram {
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"].merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        return try RunningProgram(process)
    }

    static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
