import Foundation
import HTTPTypes
import HTTPTypes
import Promotion
import Testing

@testable import Catalog
@testable import MLflowAPI

@Suite("Invariant 3: what a client may do to a champion, on every door")
struct GuardTableTests {
    @Test func everyOperationHasADecision() {
        for operation in DeclaredOperation.all {
            let row = OperationTable.rows[OperationRow.key(operation)]
            #expect(row != nil, "decide about \(OperationRow.key(operation)) in OperationTable")
            guard let row else { continue }
            switch row.decision {
            case .reads: #expect(!operation.policy.writes, "\(OperationRow.key(operation))")
            case .allowed: #expect(operation.policy.writes, "\(OperationRow.key(operation))")
            case .refused: #expect(operation.policy == .guarded, "\(OperationRow.key(operation))")
            }
        }
        let known = Set(DeclaredOperation.all.map(OperationRow.key))
        #expect(Set(OperationTable.rows.keys).subtracting(known).isEmpty)
    }

    @Test(arguments: ["/api", "/ajax-api"], ["default", "shop-prod"])
    func everyWriteDoesWhatTheTableSays(base: String, workspace: String) async throws {
        try await TestServer.perform { server in
            for (number, operation) in DeclaredOperation.all.enumerated() where operation.policy.writes {
                let row = try #require(OperationTable.rows[OperationRow.key(operation)])
                for prefix in ["", "/w/\(workspace)"] {
                    let tag = "\(number)\(prefix.isEmpty ? "h" : "p")"
                    let world = try await ChampionWorld.make(server.catalog, in: workspace, tag: tag)
                    if row.preparation != .none {
                        let isExperiment = row.preparation == .deletedExperiment
                        try await world.softlyDelete(experiment: isExperiment, server.catalog)
                    }
                    let answer = try await server.send(
                        operation.method.rawValue,
                        "\(prefix)\(base)/2.0/mlflow/\(OperationRow.path(operation, world))", body: row.json(world),
                        workspace: prefix.isEmpty ? workspace : nil)
                    let isRefused = workspace != "default" && row.decision == .refused
                    let text = String(decoding: answer.body, as: UTF8.self)
                    #expect(answer.status == (isRefused ? 403 : 200), "\(prefix)\(base) \(operation.path): \(text)")
                    if isRefused { #expect(text.contains("gate of environment 'prod'"), "\(text)") }
                }
            }
        }
    }

    @Test(arguments: ["default", "shop-prod"])
    func filesOfAChampionStay(workspace: String) async throws {
        let writing = ArtifactOperations.routes.filter(\.policy.writes).map(\.method)
        #expect(writing == [.put, .delete], "decide about every other method here")
        try await TestServer.perform { server in
            for method in ["PUT", "DELETE"] {
                for (number, base) in ["/api", "/ajax-api", "/w/\(workspace)/api"].enumerated() {
                    let world = try await ChampionWorld.make(server.catalog, in: workspace, tag: "\(method)\(number)")
                    for place in ["\(world.run)/artifacts/MLmodel", "models/\(world.loggedModel)/artifacts/MLmodel"] {
                        let path = "\(base)/2.0/mlflow-artifacts/artifacts/\(world.experiment)/\(place)"
                        let answer = try await server.send(
                            method, path, body: method == "PUT" ? Data("x".utf8) : nil, workspace: workspace)
                        #expect(answer.status == (workspace == "default" ? 200 : 403), "\(method) \(path)")
                    }
                }
            }
        }
    }

    @Test func noSpellingOfChampionIsSetByAClient() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "1")
            for alias in ["champion", "Champion", "CHAMPION"] {
                let answer = try await server.call(
                    "POST", "registered-models/alias",
                    #"{"name": "\#(world.model)", "alias": "\#(alias)", "version": "1"}"#, workspace: "shop-prod")
                #expect(answer.status == 403, "\(alias)")
                #expect(answer.message?.contains("'\(alias)'") == true)
            }
            let challenger = try await server.call(
                "POST", "registered-models/alias",
                #"{"name": "\#(world.model)", "alias": "challenger", "version": "1"}"#, workspace: "shop-prod")
            #expect(challenger.status == 200)
        }
    }

    @Test func notesStayOpenOnAChampionsRun() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "1")
            let tags = try await server.call(
                "POST", "runs/log-batch", #"{"run_id": "\#(world.run)", "tags": [{"key": "note", "value": "seen"}]}"#,
                workspace: "shop-prod")
            #expect(tags.status == 200)
            // A later run may measure the champion: what it measures is its own.
            let later = try await server.call("POST", "runs/create", "{}", workspace: "shop-prod")
            let id = try #require(later.text("run.info.run_id"))
            let metric = try await server.call(
                "POST", "runs/log-metric",
                #"{"run_id": "\#(id)", "key": "f1", "value": 1, "timestamp": 1, "model_id": "\#(world.loggedModel)"}"#,
                workspace: "shop-prod")
            #expect(metric.status == 200, "\(metric.message ?? "")")
        }
    }

    @Test func whatAPromotedRunMeasuredIsEvidence() async throws {
        try await TestServer.perform { server in
            let created = try await server.call("POST", "runs/create", "{}", token: TestServer.prodRun)
            let id = try #require(created.text("run.info.run_id"))
            let experiment = try #require(created.text("run.info.experiment_id"))
            let other = try await server.call("POST", "experiments/create", #"{"name": "o"}"#, workspace: "shop-prod")
            let metric = #"{"run_id": "\#(id)", "key": "f1", "value": 1, "timestamp": 1}"#
            #expect(try await server.call("POST", "runs/log-metric", metric, workspace: "shop-prod").status == 200)
            try await server.catalog.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO promotions (
                        id, project, environment, model, version, kind, actor, reason, run, artifact_digest, promoted_at
                    ) VALUES (1, 'shop', 'prod', 'churn', 1, 'gate', 'test', '', 'shop-prod-1', '', 1)
                    """)
            }
            let refused = try await server.call("POST", "runs/log-metric", metric, workspace: "shop-prod")
            #expect(refused.status == 403)
            #expect(refused.message?.contains("evidence of run 'shop-prod-1'") == true, "\(refused.message ?? "")")
            // The step itself still logs: `deploy` steps run after the promotion, under the run's token.
            let own = try await server.call("POST", "runs/log-metric", metric, token: TestServer.prodRun)
            #expect(own.status == 200)
            let deleted = try await server.call(
                "POST", "runs/delete", #"{"run_id": "\#(id)"}"#, token: TestServer.prodRun)
            #expect(deleted.status == 403)
            for (id, status) in [(experiment, 400), (other.text("experiment_id") ?? "", 200)] {
                let answer = try await server.call(
                    "POST", "experiments/delete", #"{"experiment_id": "\#(id)"}"#, workspace: "shop-prod")
                #expect(answer.status == status, "\(answer.message ?? "")")
            }
        }
    }

    @Test func onlySluiceSetsItsOwnTags() async throws {
        try await TestServer.perform { server in
            for workspace in ["default", "shop-prod"] {
                let world = try await ChampionWorld.make(server.catalog, in: workspace, tag: "1")
                let (experiment, run, model) = ("\(world.experiment)", world.run, world.model)
                let tag = #""key": "sluice.imported", "value": "x""#
                let list = #""tags": [{\#(tag)}]"#
                let logged = "logged-models/\(world.loggedModel)"
                let attempts = [
                    ("POST", "experiments/create", #"{"name": "n", \#(list)}"#),
                    ("POST", "experiments/set-experiment-tag", #"{"experiment_id": "\#(experiment)", \#(tag)}"#),
                    ("POST", "experiments/delete-experiment-tag", #"{"experiment_id": "\#(experiment)", \#(tag)}"#),
                    ("POST", "runs/create", #"{"experiment_id": "\#(experiment)", \#(list)}"#),
                    ("POST", "runs/set-tag", #"{"run_id": "\#(run)", \#(tag)}"#),
                    ("POST", "runs/delete-tag", #"{"run_id": "\#(run)", \#(tag)}"#),
                    ("POST", "runs/log-batch", #"{"run_id": "\#(run)", \#(list)}"#),
                    ("POST", "logged-models", #"{"experiment_id": "\#(experiment)", "name": "n", \#(list)}"#),
                    ("PATCH", "\(logged)/tags", "{\(list)}"), ("DELETE", "\(logged)/tags/sluice.imported", "{}"),
                    ("POST", "registered-models/create", #"{"name": "n", \#(list)}"#),
                    ("POST", "registered-models/set-tag", #"{"name": "\#(model)", \#(tag)}"#),
                    ("DELETE", "registered-models/delete-tag", #"{"name": "\#(model)", \#(tag)}"#),
                    (
                        "POST", "model-versions/create",
                        #"{"name": "\#(model)", "source": "models:/\#(model)/1", \#(list)}"#
                    ),
                    ("POST", "model-versions/set-tag", #"{"name": "\#(model)", "version": "1", \#(tag)}"#),
                    ("DELETE", "model-versions/delete-tag", #"{"name": "\#(model)", "version": "1", \#(tag)}"#),
                ]
                for (method, operation, body) in attempts {
                    let answer = try await server.call(method, operation, body, workspace: workspace)
                    #expect(answer.status == 403, "\(method) \(operation) in \(workspace)")
                    #expect(answer.message?.contains("'sluice.imported'") == true, "\(answer.message ?? "")")
                }
            }
        }
    }
}
