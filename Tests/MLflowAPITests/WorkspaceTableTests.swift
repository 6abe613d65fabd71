import Foundation
import HTTPTypes
import HTTPTypes
import Promotion
import Testing

@testable import Catalog
@testable import MLflowAPI

@Suite("Workspaces: what belongs to another one does not exist")
struct WorkspaceTableTests {
    /// Who asks from where for what is in `shop-staging`.
    enum Asker: String, CaseIterable, Sendable {
        case administratorInSandbox, administratorInProd, runOfProd

        var token: String { self == .runOfProd ? TestServer.prodRun : TestServer.administrator }
        var workspace: String? { self == .administratorInProd ? "shop-prod" : nil }
    }

    private func ask(
        _ server: TestServer, _ operation: DeclaredOperation, _ row: OperationRow, _ world: ChampionWorld,
        as asker: Asker
    ) async throws -> (status: Int, text: String) {
        let path = "/api/2.0/mlflow/\(OperationRow.path(operation, world))"
        let isGet = operation.method == .get
        let answer = try await server.send(
            operation.method.rawValue, isGet ? "\(path)?\(row.query(world))" : path,
            body: isGet ? nil : row.json(world), token: asker.token, workspace: asker.workspace)
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    @Test(arguments: Asker.allCases)
    func noOperationTellsOfAnotherWorkspace(asker: Asker) async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-staging", tag: "7")
            for operation in DeclaredOperation.all {
                let row = try #require(OperationTable.rows[OperationRow.key(operation)])
                let (status, text) = try await ask(server, operation, row, world, as: asker)
                if row.isOfWorld {
                    #expect([400, 404].contains(status), "\(OperationRow.key(operation)): \(status) \(text)")
                } else {
                    #expect(status == 200, "\(OperationRow.key(operation)): \(text)")
                }
                #expect(!text.contains(ChampionWorld.secret), "\(OperationRow.key(operation)): \(text)")
                #expect(!text.contains("champion"), "\(OperationRow.key(operation)): \(text)")
            }
            let untouched = try await server.catalog.read { transaction in
                try transaction.modelVersion(1, of: world.model, in: world.workspace)?.aliases
            }
            #expect(untouched == ["champion"])
        }
    }

    /// The same text as for what does not exist at all, so that nobody learns which ids there are.
    @Test func anotherWorkspacesIdReadsLikeNone() async throws {
        try await TestServer.perform { server in
            let there = try await ChampionWorld.make(server.catalog, in: "shop-staging", tag: "7")
            var nowhere = try await ChampionWorld.make(server.catalog, in: "shop-staging", tag: "8")
            try await server.catalog.write { [nowhere] transaction in
                try transaction.deleteRegisteredModel(nowhere.model, in: nowhere.workspace)
            }
            nowhere = ChampionWorld(
                workspace: there.workspace, tag: "9", experiment: 99_999, run: "r9", loggedModel: "m-9",
                model: "churn-9")
            for operation in DeclaredOperation.all {
                let row = try #require(OperationTable.rows[OperationRow.key(operation)])
                guard row.isOfWorld else { continue }
                let known = try await ask(server, operation, row, there, as: .administratorInProd)
                let unknown = try await ask(server, operation, row, nowhere, as: .administratorInProd)
                #expect(known.status == unknown.status, "\(OperationRow.key(operation)): \(known) \(unknown)")
                func shape(_ text: String, _ world: ChampionWorld) -> String {
                    text.replacing(world.loggedModel, with: "MODEL").replacing(world.run, with: "RUN")
                        .replacing(world.model, with: "NAME").replacing("\(world.experiment)", with: "ID")
                        .replacing("-\(world.tag)'", with: "-TAG'")
                }
                #expect(shape(known.text, there) == shape(unknown.text, nowhere), "\(OperationRow.key(operation))")
            }
        }
    }

    @Test func experimentZeroIsEachWorkspacesOwn() async throws {
        try await TestServer.perform { server in
            var ids: Set<String> = []
            for workspace in ["default", "shop-staging", "shop-prod"] {
                let run = try await server.call("POST", "runs/create", #"{"experiment_id": "0"}"#, workspace: workspace)
                ids.insert(run.text("run.info.experiment_id") ?? "")
                let got = try await server.call("GET", "experiments/get?experiment_id=0", workspace: workspace)
                #expect(got.text("experiment.name") == "Default")
                #expect(got.text("experiment.workspace") == workspace)
                let found = try await server.call(
                    "POST", "runs/search", #"{"experiment_ids": ["0"]}"#, workspace: workspace)
                #expect((found["runs"] as? [Any])?.count == 1)
            }
            #expect(ids.count == 3)
            // Clients before 3.10 know no header; with a run's token they are at home all the same.
            let old = try await server.send(
                "POST", "/api/2.0/mlflow/runs/create", body: Data(#"{"experiment_id": "0"}"#.utf8),
                token: TestServer.prodRun, headers: ["X-MLflow-Client-Version": "2.22.0"])
            let text = String(decoding: old.body, as: UTF8.self)
            let prod = try await server.call("GET", "experiments/get?experiment_id=0", workspace: "shop-prod")
            #expect(text.contains(#""experiment_id":"\#(prod.text("experiment.experiment_id") ?? "?")""#))
        }
    }

    @Test func headerPrefixAndTokenMustAgree() async throws {
        try await TestServer.perform { server in
            let operation = "2.0/mlflow/experiments/get?experiment_id=0"
            let cases: [(path: String, token: String, header: String?, status: Int)] = [
                ("/api", TestServer.administrator, nil, 200),
                ("/api", TestServer.administrator, " ", 200),
                ("/api", TestServer.administrator, "shop-prod", 200),
                ("/w/shop-prod/api", TestServer.administrator, "shop-prod", 200),
                ("/w/shop-prod/ajax-api", TestServer.administrator, "shop-staging", 400),
                ("/w/shop-prod/api", TestServer.prodRun, nil, 200),
                ("/w/shop-staging/api", TestServer.prodRun, nil, 400),
                ("/api", TestServer.prodRun, "shop-staging", 400),
                ("/api", TestServer.prodRun, "default", 400),
                ("/api", TestServer.administrator, "shop-none", 404),
                ("/w/shop-none/api", TestServer.administrator, nil, 404),
                ("/api", TestServer.administrator, "Shop", 400),
                ("/api", TestServer.administrator, "../x", 400),
                ("/api", TestServer.administrator, "a", 400),
                ("/api", TestServer.administrator, String(repeating: "a", count: 64), 400),
            ]
            for one in cases {
                let answer = try await server.send(
                    "GET", "\(one.path)/\(operation)", token: one.token, workspace: one.header)
                #expect(answer.status == one.status, "\(one)")
            }
        }
    }
}
