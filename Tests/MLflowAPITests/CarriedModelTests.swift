import Foundation
import Promotion
import Testing

@testable import Catalog

/// Under `deploy-model` a version is copied into the next workspace under a new id, but the `MLmodel` file in it names the original,
/// and clients ask for that.
struct CarriedModelTests {
    /// Registers version 1 of `churn` in the workspace of the token's run; gives the logged model's id and the run's.
    private func register(_ server: TestServer, _ token: String) async throws -> (model: String, run: String) {
        let run = try await server.call("POST", "runs/create", "{}", token: token)
        let runID = try #require(run.text("run.info.run_id"))
        let experiment = try #require(run.text("run.info.experiment_id"))
        let model = try await server.call(
            "POST", "logged-models", #"{"experiment_id": "\#(experiment)", "name": "model"}"#, token: token)
        let id = try #require(model.text("model.info.model_id"))
        _ = try await server.call("POST", "registered-models/create", #"{"name": "churn"}"#, token: token)
        let version = try await server.call(
            "POST", "model-versions/create",
            #"{"name": "churn", "source": "models:/\#(id)", "model_id": "\#(id)"}"#, token: token)
        #expect(version.status == 200, "\(version.message ?? "")")
        return (id, runID)
    }

    @Test func theOriginalsIdMeansTheCopyInTheWorkspaceOfTheCopy() async throws {
        try await TestServer.perform { server in
            let original = try await register(server, TestServer.stagingRun)
            let copy = try await register(server, TestServer.prodRun)
            let path = "logged-models/\(original.model)"
            #expect(try await server.call("GET", path, token: TestServer.prodRun).status == 404)
            try await server.catalog.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO model_origins (workspace, model, version, origin_workspace, origin_model, origin_version)
                    VALUES ('shop-prod', 'churn', 1, 'shop-staging', 'churn', 1)
                    """)
            }
            let found = try await server.call("GET", path, token: TestServer.prodRun)
            #expect(found.text("model.info.model_id") == copy.model)
            let own = try await server.call("GET", path, token: TestServer.stagingRun)
            #expect(own.text("model.info.model_id") == original.model)
            let metric = try await server.call(
                "POST", "runs/log-metric",
                #"{"run_id": "\#(copy.run)", "key": "f1", "value": 0.5, "timestamp": 1, "model_id": "\#(original.model)"}"#,
                token: TestServer.prodRun)
            #expect(metric.status == 200, "\(metric.message ?? "")")
            let scored = try await server.call("GET", "logged-models/\(copy.model)", token: TestServer.prodRun)
            #expect(scored.text("model.data.metrics.0.key") == "f1")
            #expect(try await server.call("DELETE", path, token: TestServer.prodRun).status == 404)
        }
    }

    /// What `copy_model_version` sends.
    private func copy(
        _ server: TestServer, _ source: String, to name: String, _ ids: String = "", workspace: String = "shop-prod"
    ) async throws -> TestServer.Answer {
        _ = try await server.call("POST", "registered-models/create", #"{"name": "\#(name)"}"#, workspace: workspace)
        return try await server.call(
            "POST", "model-versions/create", #"{"name": "\#(name)", "source": "\#(source)"\#(ids)}"#,
            workspace: workspace)
    }

    @Test func aCopyKnowsItsOriginItsRunAndItsFiles() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "1")
            let first = try await copy(
                server, "models:/\(world.model)/1", to: "copy",
                #", "run_id": "\#(world.run)", "model_id": "\#(world.loggedModel)""#)
            #expect(first.status == 200, "\(first.message ?? "")")
            #expect(first.text("model_version.run_id") == world.run)
            #expect(first.text("model_version.model_id") == world.loggedModel)
            let second = try await copy(server, "models:/copy/1", to: "copy-of-copy")
            #expect(second.text("model_version.source") == "models:/copy/1")
            let place = "mlflow-artifacts:/\(world.experiment)/models/\(world.loggedModel)/artifacts"
            for name in ["copy", "copy-of-copy"] {
                let uri = try await server.call(
                    "GET", "model-versions/get-download-uri?name=\(name)&version=1", workspace: "shop-prod")
                #expect(uri.text("artifact_uri") == place)
            }
            let workspace = world.workspace
            let found = try await server.catalog.read { transaction in
                let copies = try ["copy", "copy-of-copy"].map { try ModelName(validating: $0) }
                let origins = try copies.map { try transaction.origin(of: 1, model: $0, in: workspace) }
                let edges = try copies.map { name in
                    let node = LineageNode.modelVersion(workspace: workspace, model: name, version: 1)
                    return try transaction.objects(of: node, .copiedFrom)
                }
                let digests = try copies.map { name in
                    try transaction.manifestDigest(ofVersion: 1, of: name.rawValue, in: workspace)
                }
                return (
                    origins: origins.map { $0?.model.rawValue }, edges: edges, digests: digests,
                    files: try transaction.manifest(ofVersion: 1, of: "copy", in: workspace)
                )
            }
            #expect(found.origins == [world.model, "copy"])
            #expect(found.edges == [["shop-prod/\(world.model)/1"], ["shop-prod/copy/1"]])
            #expect(found.files == "sluice-artifacts-v1\n\(Digest(ofText: "1")) 1 MLmodel\n")
            #expect(found.digests[0] == found.digests[1])
            #expect(found.digests[0] == found.files.map { Digest(ofText: $0) })
        }
    }

    @Test func aCopyNamesTheVersionThatItsSourceMeantThen() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "1")
            for source in [
                "models:/\(world.model)@champion", "models:/\(world.model)/latest", "models:/\(world.model)/None",
            ] {
                let answer = try await copy(server, source, to: "copy")
                #expect(answer.text("model_version.source") == "models:/\(world.model)/1", "\(source)")
            }
            let refused: [(String, String, Int)] = [
                ("models:/\(world.model)/9", "", 404), ("models:/nothing/1", "", 404),
                ("models:/\(world.model)/Production", "", 404), ("models:/\(world.model)/Nonsense", "", 400),
                ("models:/\(world.model)@ghost", "", 400), ("models:/\(world.model)/1/x", "", 400),
                ("models:/\(world.model)/1", #", "run_id": "other""#, 400),
                ("models:/\(world.model)/1", #", "model_id": """#, 400),
            ]
            for (source, ids, status) in refused {
                let answer = try await copy(server, source, to: "copy", ids)
                #expect(answer.status == status, "\(source): \(answer.message ?? "")")
            }
        }
    }

    @Test func aRenamedModelKeepsItsCopiesAndADeletedOnesNumbersAreNotUsedAgain() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "1")
            _ = try await copy(server, "models:/\(world.model)/1", to: "a")
            _ = try await copy(server, "models:/a/1", to: "b")
            let renamed = try await server.call(
                "POST", "registered-models/rename", #"{"name": "a", "new_name": "c"}"#, workspace: "shop-prod")
            #expect(renamed.status == 200)
            let workspace = world.workspace
            let origins = try await server.catalog.read { transaction in
                try ["b", "c"].map { name in
                    try transaction.origin(of: 1, model: try ModelName(validating: name), in: workspace)?.model.rawValue
                }
            }
            #expect(origins == ["c", world.model])
            let again = try await copy(server, "models:/\(world.model)/1", to: "a")
            #expect(again.text("model_version.version") == "2")
            _ = try await server.call("DELETE", "registered-models/delete", #"{"name": "c"}"#, workspace: "shop-prod")
            let after = try await copy(server, "models:/\(world.model)/1", to: "c")
            #expect(after.text("model_version.version") == "2")
        }
    }

    @Test func inTheSandboxADeletedModelLeavesNoOrigin() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "default", tag: "1")
            for _ in 0..<2 {
                let made = try await copy(server, "models:/\(world.model)/1", to: "a", workspace: "default")
                #expect(made.text("model_version.version") == "1")
                _ = try await server.call("DELETE", "registered-models/delete", #"{"name": "a"}"#)
            }
            let left = try await server.catalog.read { transaction -> Int? in
                try transaction.value("SELECT COUNT(*) FROM model_origins")
            }
            #expect(left == 0)
        }
    }
}
