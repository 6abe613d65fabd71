import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("What a step sees", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct IsolationTests {
    private static let steps = [
        "{name: look, run: python3 look.py}",
        "{name: train, kind: train, run: python3 train.py, needs: [look], reads: [customers, control]}",
    ]

    /// Variables that a step may have; every other one is a leak.
    private static let allowed: Set<String> = [
        "PATH", "HOME", "TMPDIR", "LANG", "TZ", "PYTHONUNBUFFERED", "MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI",
        "MLFLOW_TRACKING_TOKEN", "MLFLOW_EXPERIMENT_NAME", "MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK",
        "GIT_PYTHON_REFRESH", "PWD", "LC_CTYPE",
    ]

    @Test("R-18 and S-24: a step has no handle of the server's files, and no variable of the server's")
    func neitherHandlesNorVariables() async throws {
        try await TestServer.perform { server in
            let dev = TestEnvironment.dev.with { $0.branches = ["dev", "refs/pull/*/head"] }
            let project = try await TestProject(
                in: server.folder, environments: [dev.with { $0.gate = [] }], steps: Self.steps)
            try await server.add(project)
            let accepted = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            try await expectNothingOfTheServer(in: server.end("dev", accepted, as: .succeeded), server)

            // The head of a pull request brings a pipeline of its own; it is not the one that runs.
            try project.write(
                TestProject.pipeline(["{name: stolen, kind: train, run: python3 look.py}"]), to: "sluice.yaml")
            let foreign = try await project.commit(#"{"f1": 0.7}"#)
            try await project.git("update-ref", "refs/pull/7/head", foreign.rawValue)
            let run = try await server.end("dev", foreign, as: .succeeded)
            #expect(run.steps.map(\.key) == ["look", "train"])
            try await expectNothingOfTheServer(in: run, server)
        }
    }

    private func expectNothingOfTheServer(in run: RunReport, _ server: TestServer) async throws {
        let log = try await server.log(run, "look")
        let environment = try Self.object("ENVIRONMENT ", in: log)
        let foreign = environment.keys.filter { !Self.allowed.contains($0) && !$0.hasPrefix("SLUICE_") }
        #expect(foreign == [])
        #expect(environment.keys.allSatisfy { !["SLUICE_HOME", "SLUICE_TOKEN", "SLUICE_SERVER"].contains($0) })
        let administrator = try await server.client.address.token
        #expect(!environment.values.contains { $0.contains("secret of the server") || $0.contains(administrator) })
        let descriptors = try Self.object("DESCRIPTORS ", in: log)
        #expect(
            descriptors.values.allSatisfy { !$0.contains(".sqlite") && !$0.contains("/artifacts") }, "\(descriptors)")
        #expect(descriptors.values.allSatisfy { !$0.hasPrefix("socket:") && !$0.contains("inotify") }, "\(descriptors)")
    }

    private static func object(_ prefix: String, in log: String) throws -> [String: String] {
        let line = try #require(log.split(separator: "\n").first { $0.hasPrefix(prefix) })
        return try JSONDecoder().decode([String: String].self, from: Data(line.dropFirst(prefix.count).utf8))
    }
}
