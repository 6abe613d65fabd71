import ChildProcess
import Engine
import Foundation
import Promotion
import Server
import SluiceClient
import Testing
import WebClient

/// Every request of the client against a real server over a real repository, without any step being run.
struct RoundTripTests {
    private let project = ProjectName(checked: "churn")
    private let prod = EnvironmentName(checked: "prod")

    /// A repository with an environment `prod` that claims `release/*`.
    private func makeRepository(at path: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/environments", withIntermediateDirectories: true)
        let environment = """
            apiVersion: sluice/v1
            kind: Environment
            metadata: {name: prod}
            spec: {branches: ["release/*"], strategy: deploy-code}
            """
        try Data(environment.utf8).write(to: URL(fileURLWithPath: path + "/environments/prod.yaml"))
        for arguments in [
            ["init", "-q", "-b", "main"], ["add", "-A"],
            ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "Begin"],
        ] {
            #expect(try FinishedProcess.run("/usr/bin/git", arguments, in: path).status == 0)
        }
    }

    private func code(_ body: () async throws -> Void) async -> ProblemCode? {
        do { try await body() } catch let error as ClientError {
            if case .problem(let code) = error.code { return code }
        } catch {}
        return nil
    }

    @Test func projectsAreAddedShownPlannedHeldAndRemoved() async throws {
        try await TestServer.perform { server in
            let client = try server.client
            let source = server.home.path + "/../repository-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: source) }
            try makeRepository(at: source)
            #expect(try await client.version() == .current)
            #expect(try await client.projects().isEmpty)
            let request = AddProjectRequest(name: project, source: HomeFolder(path: source).path)
            #expect(try await client.addProject(request).name == project)
            #expect(await code { _ = try await client.addProject(request) } == .conflict)
            var report = try await client.project(project)
            while report.environments.isEmpty {
                try await client.wake(project)
                try await Task.sleep(for: .milliseconds(20))
                report = try await client.project(project)
            }
            #expect(report.environments.map(\.name) == [prod])
            // The server goes on looking at it, so not all of a report is the same a moment later.
            let all = try await client.projects()
            #expect(all.map(\.name) == [project] && all.map(\.source) == [report.source], "\(all)")
            #expect(all.map { $0.environments.map(\.name) } == [[prod]])
            #expect(try await client.plan(project).entries.isEmpty)
            let held = try await client.hold(project, prod, ReasonRequest(reason: "quarter end"))
            #expect(held.hold?.by == "ann (administrator)")
            #expect(try await client.resume(project, prod, ReasonRequest(reason: "over")).hold == nil)
            #expect(try await client.models(project, prod).isEmpty)
            #expect(try await client.promotions(project, prod).isEmpty)
            #expect(try await client.runs(project: project, environment: prod).isEmpty)
            try await client.removeProject(project)
            #expect(try await client.projects().isEmpty)
        }
    }

    @Test func nothingIsPromotedFromTheSandbox() async throws {
        try await TestServer.perform { server in
            let client = try server.client
            let source = server.home.path + "/../repository-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: source) }
            try makeRepository(at: source)
            _ = try await client.addProject(
                AddProjectRequest(name: project, source: HomeFolder(path: source).path))
            while try await client.project(project).environments.isEmpty {
                try await client.wake(project)
                try await Task.sleep(for: .milliseconds(20))
            }
            let model = try await mlflow(server, "logged-models", #"{"experiment_id": "0", "name": "m"}"#)
            let id = try #require((model["model"] as? [String: [String: Any]])?["info"]?["model_id"] as? String)
            _ = try await mlflow(server, "registered-models/create", #"{"name": "churn"}"#)
            _ = try await mlflow(server, "model-versions/create", #"{"name": "churn", "source": "models:/\#(id)"}"#)
            let alias = #"{"name": "churn", "alias": "champion", "version": "1"}"#
            _ = try await mlflow(server, "registered-models/alias", alias)
            let request = PromoteRequest(version: 1, reason: "r")
            let sandbox = (ProjectName(checked: "default"), EnvironmentName(checked: "default"))
            for (project, environment) in [sandbox, (sandbox.0, prod), (project, sandbox.1)] {
                let refusal = await code { _ = try await client.promote(project, environment, request) }
                #expect(refusal == .notFound, "\(project) \(environment)")
            }
            // An environment does not see the sandbox's version either.
            #expect(await code { _ = try await client.promote(project, prod, request) } == .refused)
            #expect(try await client.promotions(project, prod).isEmpty)
        }
    }

    /// Sends a request to the sandbox through MLflow's API.
    private func mlflow(_ server: TestServer, _ operation: String, _ body: String) async throws -> [String: Any] {
        let request = WebRequest(
            "POST", "\(server.url)/api/2.0/mlflow/\(operation)", json: Data(body.utf8), token: server.token)
        let answer = try await request.answer()
        #expect(answer.status == 200, "\(operation)")
        return try JSONSerialization.jsonObject(with: answer.body) as? [String: Any] ?? [:]
    }

    @Test func whatIsNotThereIsSaidToBeNotThere() async throws {
        try await TestServer.perform { server in
            let client = try server.client
            let run = RunID(checked: "churn-prod-1")
            #expect(await code { _ = try await client.project(project) } == .notFound)
            #expect(await code { _ = try await client.plan(project) } == .notFound)
            #expect(await code { try await client.wake(project) } == .notFound)
            #expect(await code { try await client.removeProject(project) } == .notFound)
            #expect(await code { _ = try await client.run(run) } == .notFound)
            #expect(await code { _ = try await client.abort(run, ReasonRequest(reason: "r")) } == .notFound)
            #expect(await code { _ = try await client.startRun(project, prod, StartRunRequest()) } == .notFound)
            #expect(await code { _ = try await client.models(project, prod) } == .notFound)
            #expect(await code { _ = try await client.promotions(project, prod) } == .notFound)
            let trace: () async throws -> Void = {
                _ = try await client.trace(
                    project, prod, model: ModelName(checked: "a b&c"), version: .alias("champion"))
            }
            #expect(await code(trace) == .notFound)
            #expect(
                await code { _ = try await client.promote(project, prod, PromoteRequest(version: 1, reason: "r")) }
                    == .notFound)
            #expect(
                await code { _ = try await client.rollback(project, prod, RollbackRequest(reason: "r")) } == .notFound)
            #expect(await code { _ = try await client.hold(project, prod, ReasonRequest(reason: "r")) } == .notFound)
            #expect(await code { _ = try await client.hold(project, prod, ReasonRequest(reason: " ")) } == .invalid)
            #expect(await code { try await client.log(run, step: StepKey(checked: "train")) { _ in } } == .notFound)
        }
    }

    @Test func aWrongTokenAndAMissingServerAreTold() async throws {
        try await TestServer.perform { server in
            let stranger = SluiceClient(try #require(ServerAddress(url: server.url, token: "wrong")))
            #expect(await code { _ = try await stranger.projects() } == .unauthenticated)
        }
        let nobody = SluiceClient(try #require(ServerAddress(url: "http://127.0.0.1:1", token: "")))
        let error = await #expect(throws: ClientError.self) { _ = try await nobody.projects() }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("connection refused") == true)
        let missing = #expect(throws: ClientError.self) {
            _ = try ServerAddress.find(environment: [:], homePath: "/nonexistent")
        }
        #expect(missing?.code == .notRunning)
        #expect(missing?.message.contains("sluice up") == true)
    }

    @Test func theEnvironmentPointsAtAnotherServer() throws {
        let variables = ["SLUICE_SERVER": "https://sluice.example.org/", "SLUICE_TOKEN": "t"]
        let address = try ServerAddress.find(environment: variables, homePath: "/nonexistent")
        #expect(address.url == "https://sluice.example.org")
        #expect(address.token == "t")
        for wrong in ["sluice.example.org", "ftp://x", "http://", "http://a b"] {
            #expect(throws: ClientError.self) {
                try ServerAddress.find(environment: ["SLUICE_SERVER": wrong], homePath: "/nonexistent")
            }
        }
    }
}
