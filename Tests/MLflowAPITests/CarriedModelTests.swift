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
}
