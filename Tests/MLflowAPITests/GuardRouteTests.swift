import Foundation
import Promotion
import Testing

@testable import Catalog

@Suite("Invariants 3 and 8: who may do what")
struct GuardRouteTests {
    /// Registers a version of `churn` in a workspace and gives the logged model's id.
    private func register(_ server: TestServer, token: String, workspace: String? = nil) async throws -> String {
        let run = try await server.call("POST", "runs/create", "{}", token: token, workspace: workspace)
        let runID = try #require(run.text("run.info.run_id"))
        let experiment = try #require(run.text("run.info.experiment_id"))
        let model = try await server.call(
            "POST", "logged-models",
            #"{"experiment_id": "\#(experiment)", "name": "model", "source_run_id": "\#(runID)"}"#, token: token,
            workspace: workspace)
        let id = try #require(model.text("model.info.model_id"))
        _ = try await server.call(
            "POST", "registered-models/create", #"{"name": "churn"}"#, token: token, workspace: workspace)
        let version = try await server.call(
            "POST", "model-versions/create",
            #"{"name": "churn", "source": "models:/\#(id)", "run_id": "\#(runID)", "model_id": "\#(id)"}"#,
            token: token, workspace: workspace)
        #expect(version.status == 200, "\(version.message ?? "")")
        return id
    }

    /// What a promotion does.
    private func promote(_ server: TestServer, _ workspace: String) async throws {
        let workspace = try WorkspaceName(validating: workspace)
        try await server.catalog.write { transaction in
            try transaction.setAlias(
                ModelAlias(alias: "champion", version: 1), of: "churn", in: workspace, now: Timestamp(milliseconds: 1))
        }
    }

    @Test func noClientMovesTheChampionOrWhatItWasMadeFrom() async throws {
        try await TestServer.perform { server in
            let model = try await register(server, token: TestServer.prodRun)
            let version = try await server.call(
                "GET", "model-versions/get?name=churn&version=1", token: TestServer.prodRun)
            let run = try #require(version.text("model_version.run_id"))
            try await promote(server, "shop-prod")
            let refused: [(String, String, String?)] = [
                ("POST", "registered-models/alias", #"{"name": "churn", "alias": "champion", "version": "1"}"#),
                ("DELETE", "registered-models/alias", #"{"name": "churn", "alias": "champion"}"#),
                (
                    "POST", "model-versions/transition-stage",
                    #"{"name": "churn", "version": "1", "stage": "Production"}"#
                ),
                ("DELETE", "model-versions/delete", #"{"name": "churn", "version": "1"}"#),
                ("DELETE", "registered-models/delete", #"{"name": "churn"}"#),
                ("POST", "registered-models/rename", #"{"name": "churn", "new_name": "other"}"#),
                ("POST", "runs/delete", #"{"run_id": "\#(run)"}"#),
                ("DELETE", "logged-models/\(model)", nil),
            ]
            for token in [TestServer.prodRun, TestServer.administrator] {
                for (method, operation, body) in refused {
                    let answer = try await server.call(method, operation, body, token: token, workspace: "shop-prod")
                    #expect(answer.status == 403, "\(method) \(operation)")
                    #expect(answer.code == "PERMISSION_DENIED")
                    #expect(answer.message?.contains("gate of environment 'prod'") == true, "\(answer.message ?? "")")
                }
                let put = try await server.send(
                    "PUT", "/api/2.0/mlflow-artifacts/artifacts/1/models/\(model)/artifacts/MLmodel",
                    body: Data("x".utf8),
                    token: token, workspace: "shop-prod")
                #expect(put.status == 403)
            }
            let challenger = #"{"name": "churn", "alias": "challenger", "version": "1"}"#
            #expect(
                try await server.call("POST", "registered-models/alias", challenger, token: TestServer.prodRun).status
                    == 200)
            let champion = try await server.call(
                "GET", "registered-models/alias?name=churn&alias=champion", token: TestServer.prodRun)
            #expect(champion.text("model_version.version") == "1")
        }
    }

    @Test func whatWasEverPromotedStays() async throws {
        try await TestServer.perform { server in
            let model = try await register(server, token: TestServer.prodRun)
            _ = try await register(server, token: TestServer.prodRun)
            try await server.catalog.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO promotions (
                        id, project, environment, model, version, kind, actor, reason, artifact_digest, promoted_at
                    ) VALUES (1, 'shop', 'prod', 'churn', 1, 'gate', 'test', '', '', 1)
                    """)
            }
            let old = try await server.call(
                "DELETE", "model-versions/delete", #"{"name": "churn", "version": "1"}"#, token: TestServer.prodRun)
            #expect(old.status == 403)
            let files = try await server.call("DELETE", "logged-models/\(model)", token: TestServer.prodRun)
            #expect(files.status == 403)
            let never = try await server.call(
                "DELETE", "model-versions/delete", #"{"name": "churn", "version": "2"}"#, token: TestServer.prodRun)
            #expect(never.status == 200)
        }
    }

    @Test func theSandboxIsNotGuarded() async throws {
        try await TestServer.perform { server in
            _ = try await register(server, token: TestServer.administrator)
            let body = #"{"name": "churn", "alias": "champion", "version": "1"}"#
            #expect(try await server.call("POST", "registered-models/alias", body).status == 200)
            #expect(try await server.call("DELETE", "registered-models/delete", #"{"name": "churn"}"#).status == 200)
        }
    }

    @Test func aRunWritesOnlyInItsOwnWorkspaceAndIsLinkedByIdentity() async throws {
        try await TestServer.perform { server in
            _ = try await register(server, token: TestServer.prodRun)
            let foreign = try await server.call(
                "POST", "runs/create", "{}", token: TestServer.prodRun, workspace: "shop-staging")
            #expect(foreign.status == 400)
            #expect(foreign.message?.contains("belongs to run 'shop-prod-1'") == true)
            let run = RunID(workspace: try WorkspaceName(validating: "shop-prod"), number: 1)
            let (runs, versions) = try await server.catalog.read { transaction in
                (try transaction.mlflowRuns(loggedBy: run), try transaction.modelVersions(registeredBy: run))
            }
            #expect(runs.map(\.origin?.step.rawValue) == ["train"])
            #expect(versions.map(\.version) == [1])
            #expect(versions.first?.origin?.run == run)
        }
    }

    @Test func whatBelongsToAnotherWorkspaceDoesNotExist() async throws {
        try await TestServer.perform { server in
            let model = try await register(server, token: TestServer.stagingRun)
            let run = try await server.call("POST", "runs/create", "{}", token: TestServer.stagingRun)
            let runID = try #require(run.text("run.info.run_id"))
            for token in [TestServer.prodRun, TestServer.administrator] {
                for operation in [
                    "runs/get?run_id=\(runID)", "logged-models/\(model)", "registered-models/get?name=churn",
                    "model-versions/get?name=churn&version=1", "experiments/get?experiment_id=1",
                ] where token == TestServer.prodRun || operation.hasPrefix("r") {
                    let answer = try await server.call("GET", operation, token: token)
                    #expect(answer.code == "RESOURCE_DOES_NOT_EXIST", "\(operation)")
                }
                let file = try await server.send(
                    "GET", "/api/2.0/mlflow-artifacts/artifacts/1/models/\(model)/artifacts/MLmodel", token: token)
                #expect(file.status == 404)
            }
            let found = try await server.call(
                "POST", "runs/search", #"{"experiment_ids": ["0", "1", "2"]}"#, token: TestServer.prodRun)
            #expect(found["runs"] == nil)
        }
    }

    @Test func aRunReadsItsUpstreamsChampionsAndNothingElse() async throws {
        try await TestServer.perform { server in
            let model = try await register(server, token: TestServer.stagingRun)
            let before = try await server.call(
                "GET", "logged-models/\(model)", token: TestServer.prodRun, workspace: "shop-staging")
            #expect(before.status == 403)
            try await promote(server, "shop-staging")
            for operation in [
                "registered-models/alias?name=churn&alias=champion", "model-versions/get?name=churn&version=1",
                "model-versions/get-download-uri?name=churn&version=1", "logged-models/\(model)",
            ] {
                let answer = try await server.call(
                    "GET", operation, token: TestServer.prodRun, workspace: "shop-staging")
                #expect(answer.status == 200, "\(operation)")
            }
            let search = try await server.call(
                "GET", "registered-models/search", token: TestServer.prodRun, workspace: "shop-staging")
            #expect(search.status == 400)
            let downwards = try await server.call(
                "GET", "registered-models/alias?name=churn&alias=champion", token: TestServer.stagingRun,
                workspace: "shop-prod")
            #expect(downwards.status == 400)
        }
    }

    @Test func unknownTokensAndWorkspacesAreRefused() async throws {
        try await TestServer.perform { server in
            for token in [nil, "nothing", ""] {
                #expect(try await server.call("GET", "experiments/get?experiment_id=0", token: token).status == 401)
            }
            #expect(try await server.call("POST", "runs/create", "{}", workspace: "shop-dev").status == 404)
            #expect(try await server.call("POST", "runs/create", "{}", workspace: "Shop").status == 400)
            let both = try await server.send(
                "GET", "/w/shop-prod/api/2.0/mlflow/experiments/get?experiment_id=0", workspace: "shop-staging")
            #expect(both.status == 400)
            let prefixed = try await server.send("GET", "/w/shop-prod/api/2.0/mlflow/experiments/get?experiment_id=0")
            #expect(prefixed.status == 200)
            #expect(String(decoding: prefixed.body, as: UTF8.self).contains(#""workspace":"shop-prod""#))
            let info = try await server.send("GET", "/api/3.0/mlflow/server-info", token: nil)
            #expect(info.status == 200)
            #expect(String(decoding: info.body, as: UTF8.self).contains(#""workspaces_enabled":true"#))
        }
    }
}
