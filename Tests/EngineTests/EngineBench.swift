import Artifacts
import Catalog
import ChildProcess
import Execution
import Foundation
import Git
import Logging
import Promotion
import Synchronization

@testable import Engine

/// A clock that stands still but for the looks at it: each is a millisecond later than the one before.
final class TestClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_000)

    func now() -> Timestamp {
        Timestamp(
            milliseconds: milliseconds.withLock {
                $0 += 1
                return $0
            })
    }

    func advance(by time: Int64) { milliseconds.withLock { $0 += time } }
}

/// An engine with real components in a folder of its own, and a git repository beside it.
final class EngineBench: Sendable {
    let folder: String
    let engine: Engine
    let clock: TestClock
    var context: EngineContext { engine.context }
    var catalog: Catalog { engine.context.catalog }
    var repository: String { folder + "/repo" }

    static let project = ProjectName(checked: "churn")
    static let dev = EnvironmentName(checked: "dev")
    static let model = ModelName(checked: "churn")
    static let workspace = WorkspaceName(project: project, environment: dev)

    init(parallelSteps: Int = 2, root: String = "/tmp", alarms: AlarmSettings? = nil) async throws {
        folder = "\(root)/sluice-engine-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let home = HomeFolder(path: folder + "/home")
        try home.create()
        var settings = ServerSettings()
        settings.limits.parallelSteps = parallelSteps
        settings.alarms = alarms
        let clock = TestClock()
        self.clock = clock
        let now: @Sendable () -> Timestamp = { clock.now() }
        let sandbox = SandboxStatus.unavailable(reason: "not wanted in this test")
        engine = Engine(
            home: home, settings: settings, catalog: try await Catalog.open(home.catalogPath, now: now),
            artifacts: try ArtifactStore(root: home.artifactsPath),
            runner: LocalRunner(supervisor: Self.supervisor, sandbox: sandbox),
            python: PythonEnvironments(
                folder: home.pythonPath, inherited: ["PATH": "/usr/bin:/bin"], sandbox: sandbox, hidden: []),
            logger: Logger(label: "engine-tests") { _ in SwiftLogNoOpLogHandler() }, now: now)
        try git("init", "--quiet", "-b", "main", "--", repository, in: folder)
    }

    deinit {
        try? catalog.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static let supervisor: String = {
        let arguments = ProcessInfo.processInfo.arguments
        let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent().path
            + "/sluice-supervisor"
    }()

    // MARK: Git

    @discardableResult
    func git(_ arguments: String..., in place: String? = nil) throws -> String {
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Bob",
            "GIT_COMMITTER_EMAIL": "bob@example.org",
        ]
        let git = try FinishedProcess.run(
            "/usr/bin/git", arguments, environment: environment, in: place ?? repository)
        guard git.status == 0 else {
            throw EngineError(.broken, "git \(arguments.joined(separator: " ")) failed: \(git.complaint)")
        }
        return git.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func write(_ text: String, to file: String) throws {
        let url = URL(fileURLWithPath: repository + "/" + file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    @discardableResult
    func commit(_ message: String = "change") throws -> CommitID {
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "-m", message)
        return try CommitID(validating: git("rev-parse", "HEAD"))
    }

    /// Commits a pipeline whose only step is `command`, and the environment dev for the branch of that name, to main and dev.
    @discardableResult
    func commitProject(
        step command: String = "true", approvals: String = "{required: 0}", gate: String = "[]"
    ) throws -> CommitID {
        try write(
            """
            apiVersion: sluice/v1
            kind: Pipeline
            metadata: {name: churn}
            spec:
              model: churn
              steps:
                - {name: train, kind: train, run: "\(command)"}
            """, to: "sluice.yaml")
        try write(
            """
            apiVersion: sluice/v1
            kind: Environment
            metadata: {name: dev}
            spec:
              branches: [dev]
              strategy: deploy-code
              approvals: \(approvals)
              gate: \(gate)
            """, to: "environments/dev.yaml")
        let commit = try commit()
        try git("branch", "--force", "dev")
        return commit
    }

    // MARK: Engine

    /// Adds the project without anything looking at it: tests make the passes themselves.
    func insertProject(_ name: ProjectName = project) async throws -> ProjectRecord {
        let record = ProjectRecord(
            name: name, source: repository, protectedRef: RefName(checked: "refs/heads/main"), dataFolder: folder,
            created: context.now())
        try await catalog.write { try $0.insertProject(record) }
        return record
    }

    func project() async throws -> ProjectRecord {
        guard let record = try await catalog.read({ try $0.project(Self.project) }) else {
            throw EngineError(.notFound, "no project")
        }
        return record
    }

    func run(_ id: RunID) async throws -> RunRecord {
        guard let run = try await catalog.read({ try $0.run(id) }) else { throw EngineError(.notFound, "no run") }
        return run
    }

    /// Looks again and again until the run satisfies `condition`, for some minutes at most.
    func run(_ id: RunID, when condition: (RunRecord) -> Bool) async throws -> RunRecord {
        for _ in 0..<12_000 {
            let run = try await run(id)
            if condition(run) { return run }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await run(id)
    }
}
