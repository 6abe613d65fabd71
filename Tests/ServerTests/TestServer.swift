import Artifacts
import Catalog
import Engine
import Execution
import Foundation
import Logging
import Promotion
import Server
import SluiceClient
import Synchronization

/// A whole server on a free loopback port over a temporary home folder: real engine, real catalog, real sockets.
struct TestServer: Sendable {
    let server: SluiceServer
    let engine: Engine
    let home: HomeFolder
    let url: String
    let port: Int

    /// Runs `body` while a server listens, and ends the server after it.
    static func perform(
        settings: ServerSettings = ServerSettings(listen: ListenAddress(port: 0)),
        _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "sluice-server-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await perform(home: HomeFolder(path: folder), settings: settings, body)
    }

    /// The same over a home folder that may have been used before.
    static func perform(
        home: HomeFolder, settings: ServerSettings = ServerSettings(listen: ListenAddress(port: 0)),
        _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        let (engine, server) = try await make(home: home, settings: settings)
        let (urls, continuation) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                do { try await server.run { continuation.yield($0) } } catch is CancellationError {}
            }
            for await url in urls {
                let port = Int(url.split(separator: ":").last ?? "") ?? 0
                try await body(TestServer(server: server, engine: engine, home: home, url: url, port: port))
                group.cancelAll()
                break
            }
            try await group.waitForAll()
        }
    }

    /// The parts, not running yet.
    static func make(home: HomeFolder, settings: ServerSettings) async throws -> (Engine, SluiceServer) {
        try home.create()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let now: @Sendable () -> Timestamp = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let sandbox = SandboxStatus.unavailable(reason: "not in this test")
        let engine = Engine(
            home: home, settings: settings, catalog: try await Catalog.open(home.catalogPath, now: now),
            artifacts: try ArtifactStore(root: home.artifactsPath),
            runner: LocalRunner(supervisor: "/nonexistent", sandbox: sandbox),
            python: PythonEnvironments(folder: home.pythonPath, inherited: [:], sandbox: sandbox, hidden: []),
            logger: logger, now: now)
        return (engine, SluiceServer(home: home, settings: settings, engine: engine, logger: logger, now: now))
    }

    /// The administrator's, as `endpoint.json` has it.
    var token: String { home.readEndpoint()?.token ?? "" }

    /// A client of the administrator.
    var client: SluiceClient {
        get throws {
            SluiceClient(try ServerAddress.find(environment: [:], homePath: home.path), user: "ann")
        }
    }

    /// Puts a run with one attempt into the catalog, as if a step of it were running. Gives the attempt's token.
    func insertRun(in environment: String = "prod") async throws -> (run: RunID, token: String) {
        let token = "sluice_run_" + UUID().uuidString
        let now = Timestamp(milliseconds: 1_795_227_300_000)
        let project = ProjectName(checked: "shop")
        let policy = Environment(name: EnvironmentName(checked: environment), branches: [])
        let run = try await engine.context.catalog.write { transaction in
            if try transaction.project(project) == nil {
                try transaction.insertProject(
                    ProjectRecord(
                        name: project, source: "/nonexistent", protectedRef: RefName(checked: "refs/heads/main"),
                        dataFolder: "/nonexistent", created: now))
            }
            let commit = CommitReport(
                id: CommitID(checked: String(repeating: "a", count: 40)), tree: nil, author: nil, committer: nil,
                subject: "", time: nil)
            let run = try transaction.insertRun(
                project: project, environment: policy, ref: RefName(checked: "refs/heads/main"), commit: commit,
                state: RunStateMachine(), by: "test", at: now)
            let attempt = AttemptRecord(
                run: run, step: StepKey(checked: "train"), attempt: 1, status: .running, began: now)
            _ = try transaction.insertAttempt(attempt, tokenDigest: Digest(ofText: token))
            return run
        }
        return (run, token)
    }
}
