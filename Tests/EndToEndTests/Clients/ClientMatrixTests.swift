import Foundation
import Promotion
import SluiceClient
import Testing

/// Unmodified clients of three ages against a real server. The programs in `Programs` assert what the clients read back; what a
/// program found wrong is in the failure's text.
@Suite(
    "The matrix of MLflow clients",
    .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct ClientMatrixTests {
    @Test(arguments: ClientVersion.allCases, ClientTopic.allCases)
    func whatAClientWritesItReads(version: ClientVersion, topic: ClientTopic) async throws {
        let python = try version.python
        try await TestServer.perform { server in
            try await run(topic.programs, by: python, against: server)
        }
    }

    @Test(arguments: ClientVersion.allCases)
    func aClientWorksInAWorkspaceByAddressSettingOrToken(version: ClientVersion) async throws {
        let python = try version.python
        try await TestServer.perform { server in
            let settings = ["SLUICE_TEST_WORKSPACE": "mini-prod", "SLUICE_TEST_RUN_TOKEN": try await runToken(server)]
            try await run(["test_workspaces.py"], by: python, against: server, settings)
        }
    }

    /// The token of a run that is in the middle of its training, in the workspace `mini-prod`, until the server stops.
    private func runToken(_ server: TestServer) async throws -> String {
        let project = try await TestProject(
            in: server.folder, environments: [.dev, .prod.with { $0.promotesFrom = nil }])
        try await server.add(project)
        let commit = try await project.commit(#"{"f1": 0.8, "showToken": true, "waitBeforeTraining": "never"}"#)
        try await project.push("release/1")
        let run = try await server.run("prod", commit, "trains") { run in
            run.steps.contains { $0.key == "train" && $0.status == .running }
        }
        let log = try await server.log(run, "train", has: "token ")
        let line = try #require(log.split(separator: "\n").first { $0.hasPrefix("token ") })
        return String(line.dropFirst("token ".count).filter { $0 != " " })
    }

    /// Runs programs in one process, which sees these settings and nothing else of the tests' environment.
    private func run(
        _ programs: [String], by python: String, against server: TestServer,
        _ settings: [String: String] = [:]
    ) async throws {
        let address = try await server.client.address
        let folder = server.folder.path + "/client"
        try FileManager.default.createDirectory(atPath: folder + "/tmp", withIntermediateDirectories: true)
        let fixed = [
            "HOME": folder, "TMPDIR": folder + "/tmp",
            "MLFLOW_TRACKING_URI": address.url, "MLFLOW_TRACKING_TOKEN": address.token,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            // An answer that a client would try again for minutes is a failure at once.
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
            "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "GIT_PYTHON_REFRESH": "quiet", "PYTHONDONTWRITEBYTECODE": "1",
        ]
        let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Programs")
        let options = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--disable-warnings"]
        let result = try await ChildProgram.run(
            python, options + programs.map { place.appending(path: $0).path }, in: folder,
            environment: fixed.merging(settings) { $1 })
        #expect(result.status == 0, "\(result.output.suffix(20_000))\n\(result.errors.suffix(4_000))")
    }
}
