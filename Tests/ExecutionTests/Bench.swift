import Execution
import Foundation
import Promotion
import Supervision
import Testing

/// A temporary folder with a runner, for one test.
final class Bench: Sendable {
    let folder: String
    let runner: LocalRunner

    init(_ sandbox: SandboxStatus = .unavailable(reason: "not wanted in this test")) throws {
        let template = "/tmp/sluice-execution-XXXXXX"
        folder = try template.withCString { text in
            guard let copy = strdup(text) else { throw SupervisionError(operation: "copying a text") }
            defer { free(copy) }
            guard let made = mkdtemp(copy) else { throw SupervisionError(operation: "making a folder") }
            return String(cString: made)
        }
        for name in ["attempts", "work", "home"] {
            try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: false)
        }
        runner = LocalRunner(supervisor: Self.supervisor, sandbox: sandbox)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The program beside the test's own.
    static let supervisor: String = {
        let bundle =
            ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") } ?? ProcessInfo.processInfo.arguments[0]
        return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent().path
            + "/sluice-supervisor"
    }()

    /// Both ways to run a step on this machine.
    static func sandboxes() async -> [SandboxStatus] {
        let status = await SandboxProbe().run()
        return [.unavailable(reason: "not wanted"), status]
    }

    var work: String { folder + "/work" }

    func request(
        _ arguments: [String], attempt: String = "1", limits: StepLimits = StepLimits(seconds: 60, graceSeconds: 1),
        variables: [String: String] = [:]
    ) -> StepRequest {
        let environment = StepEnvironment(
            home: folder + "/home", temporaryFolder: "/tmp", python: nil, given: variables)
        return StepRequest(
            folder: folder + "/attempts/" + attempt, arguments: arguments, environment: environment.variables,
            workingFolder: work, limits: limits, confinement: Confinement(writable: [work, folder + "/home"]))
    }

    /// Runs a script of a shell to its end.
    func run(
        script: String, limits: StepLimits = StepLimits(seconds: 60, graceSeconds: 1), variables: [String: String] = [:]
    ) async throws -> StepExit {
        try await run(request(["/bin/bash", "-c", script], limits: limits, variables: variables))
    }

    func run(_ request: StepRequest) async throws -> StepExit {
        let handle = try await runner.start(request)
        guard case .finished(let exit) = try await runner.end(of: handle) else {
            throw SupervisionError(.malformed, operation: "running a step", message: "the attempt was lost")
        }
        return exit
    }

    func log(attempt: String = "1") -> String {
        let bytes = FileManager.default.contents(atPath: folder + "/attempts/\(attempt)/log") ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Processes that carry a variable of this value.
    static func processes(marked mark: String) -> [Int32] {
        ProcessTree.all().filter { pid in
            guard let environment = try? SmallFile.text("/proc/\(pid)/environ", limit: 1 << 22) else { return false }
            let isDead = (try? ProcessStatus(of: pid))?.isDead ?? true
            return !isDead && environment.split(separator: "\0").contains { $0 == "TEST_MARK=\(mark)" }
        }
    }

    /// Looks again and again until `condition` holds, for some minutes at most.
    static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<12_000 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
