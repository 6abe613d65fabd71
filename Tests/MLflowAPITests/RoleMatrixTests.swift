import Foundation
import HTTPTypes
import Promotion
import Testing

@testable import Catalog
@testable import MLflowAPI

/// Every operation that the router has, by everybody who might ask.
@Suite("Roles and MLflow's protocol")
struct RoleMatrixTests {
    private struct Asked {
        var status: Int
        var text: String
    }

    private func ask(
        _ server: TestServer, _ operation: DeclaredOperation, _ world: ChampionWorld, token: String?,
        workspace: String, base: String = "/api/2.0/mlflow/"
    ) async throws -> Asked {
        let row = try #require(OperationTable.rows[OperationRow.key(operation)])
        let path = base + OperationRow.path(operation, world)
        let isGet = operation.method == .get
        let answer = try await server.send(
            operation.method.rawValue, isGet ? "\(path)?\(row.query(world))" : path,
            body: isGet ? nil : row.json(world), token: token, workspace: workspace)
        return Asked(status: answer.status, text: String(decoding: answer.body, as: UTF8.self))
    }

    @Test(
        "S-08, S-09: every operation does for a role what its verbs say, and nothing in another project",
        arguments: Role.allCases)
    func matrix(_ role: Role) async throws {
        try await TestServer.perform { server in
            let token = UserTokens.token(role, in: "shop")
            let shared = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "0")
            let vault = try await ChampionWorld.make(server.catalog, in: "vault-prod", tag: "0")
            for (number, operation) in DeclaredOperation.all.enumerated() {
                let (key, row) = (
                    OperationRow.key(operation), try #require(OperationTable.rows[OperationRow.key(operation)])
                )
                var world = shared
                let mayWrite = role.allows(.edit)
                if row.decision != .reads, mayWrite {
                    world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "\(number + 1)")
                    if row.preparation != .none {
                        try await world.softlyDelete(
                            experiment: row.preparation == .deletedExperiment, server.catalog)
                    }
                }
                let own = try await ask(server, operation, world, token: token, workspace: "shop-prod")
                let expected =
                    switch row.decision {
                    case .reads: 200
                    case .allowed: mayWrite ? 200 : 403
                    case .refused: 403
                    }
                #expect(own.status == expected, "\(key) as \(role): \(own.status) \(own.text)")
                let foreign = try await ask(server, operation, vault, token: token, workspace: "vault-prod")
                let nowhere = try await ask(server, operation, vault, token: token, workspace: "nowhere-prod")
                #expect(foreign.status == 404, "\(key) as \(role): \(foreign.status)")
                #expect(foreign.text == nowhere.text.replacing("nowhere", with: "vault"), "\(key)")
                #expect(!foreign.text.contains(ChampionWorld.secret))
            }
        }
    }

    @Test("S-07: no operation answers without a valid token, by whatever path it is reached")
    func noToken() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "0")
            let bases = [
                "/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/", "/w/shop-prod/api/2.0/mlflow/",
                "/w/shop-prod/ajax-api/2.0/mlflow/", "//api/2.0/mlflow/", "/api//2.0//mlflow/", "/API/2.0/mlflow/",
            ]
            for operation in DeclaredOperation.all {
                for (base, token) in bases.flatMap({ base in [nil, "nothing", "user"].map { (base, $0) } }) {
                    let asked = try await ask(
                        server, operation, world, token: token, workspace: "shop-prod", base: base)
                    #expect([401, 404].contains(asked.status), "\(OperationRow.key(operation)) at \(base)")
                    #expect(!asked.text.contains(ChampionWorld.secret))
                }
            }
        }
    }

    @Test("S-09: whoever may do everything but promote makes no champion by any alias, stage, tag or webhook route")
    func editIsNotPromote() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "0")
            func call(_ method: String, _ path: String, _ body: String) async throws -> Int {
                try await server.call(
                    method, path, body, token: UserTokens.allButPromote, workspace: "shop-prod"
                ).status
            }
            let version = #""name": "\#(world.model)", "version": "1""#
            for alias in ["champion", "Champion", "CHAMPION"] {
                #expect(
                    try await call("POST", "registered-models/alias", #"{\#(version), "alias": "\#(alias)"}"#) == 403)
            }
            #expect(
                try await call(
                    "DELETE", "registered-models/alias", #"{"name": "\#(world.model)", "alias": "champion"}"#) == 403)
            for stage in ["Production", "staging", "Archived", "None"] {
                let body = #"{\#(version), "stage": "\#(stage)", "archive_existing_versions": false}"#
                #expect(try await call("POST", "model-versions/transition-stage", body) == 403)
            }
            // Tags with Sluice's own prefix are Sluice's alone, and no other tag means anything to a gate.
            for path in ["model-versions/set-tag", "registered-models/set-tag"] {
                let body = #"{\#(version), "key": "sluice.promoted", "value": "yes"}"#
                #expect([400, 403].contains(try await call("POST", path, body)))
            }
            #expect(
                try await call("POST", "registered-models/alias", #"{\#(version), "alias": "challenger"}"#) == 200)
            let untouched = try await server.catalog.read { transaction in
                try transaction.modelVersion(1, of: world.model, in: world.workspace)
            }
            #expect(untouched?.aliases.contains("champion") == true)
            #expect(untouched?.stage == ModelVersion.Stage.none)
        }
    }

    @Test(
        "S-41: a refusal says whether the person lacks the verb or only their token",
        arguments: ["shop-prod", "default"])
    func limitedTokens(_ workspace: String) async throws {
        try await TestServer.perform { server in
            for (operation, body, verb) in [
                ("experiments/create", #"{"name": "e"}"#, "edit"), ("webhooks", "{}", "administer"),
            ] {
                for (token, lack) in [
                    (UserTokens.onlyView, "which your token is not for"),
                    (UserTokens.token(.viewer, in: "*"), "which you do not have"),
                ] {
                    let answer = try await server.call("POST", operation, body, token: token, workspace: workspace)
                    #expect(answer.status == 403 && answer.code == "PERMISSION_DENIED", "\(operation)")
                    #expect(answer.message == "this needs '\(verb)' in workspace '\(workspace)', \(lack)")
                }
            }
        }
    }

    @Test("S-09: webhooks are for those who administer, to read too", arguments: Role.allCases)
    func webhooks(_ role: Role) async throws {
        try await TestServer.perform { server in
            let token = UserTokens.token(role, in: "shop")
            let body =
                #"{"name": "w", "url": "https://example.org/h", "events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"}]}"#
            for (method, path) in WebhookOperations.routes.map({ ($0.method.rawValue, $0.path) }) {
                let answer = try await server.call(
                    method, path.replacing("{webhook_id}", with: "none"), method == "GET" ? nil : body, token: token,
                    workspace: "shop-prod")
                #expect(role == .administrator ? answer.status != 403 : answer.status == 403, "\(method) \(path)")
            }
        }
    }

    @Test func artifactsFollowTheSameVerbs() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "shop-staging", tag: "0")
            try await server.catalog.write { transaction in
                // Not a champion's any more, so that only verbs decide.
                try transaction.deleteRegisteredModel(world.model, in: world.workspace)
            }
            let path = "/api/2.0/mlflow-artifacts/artifacts/\(world.experiment)/\(world.run)/artifacts"
            for role in Role.allCases {
                let token = UserTokens.token(role, in: "shop")
                let put = try await server.send(
                    "PUT", "\(path)/a.txt", body: Data("x".utf8), token: token, workspace: "shop-staging")
                #expect(put.status == (role.allows(.edit) ? 200 : 403), "\(role)")
                let list = try await server.send(
                    "GET",
                    "/api/2.0/mlflow-artifacts/artifacts?path=\(world.experiment)/\(world.run)/artifacts",
                    token: token, workspace: "shop-staging")
                #expect(list.status == 200, "\(role)")
                for method in ["PUT", "GET", "HEAD", "DELETE"] {
                    let foreign = try await server.send(
                        method, "\(path)/a.txt", body: method == "PUT" ? Data("x".utf8) : nil,
                        token: UserTokens.token(role, in: "vault"), workspace: "shop-staging")
                    #expect(foreign.status == 404, "\(method) as \(role)")
                }
            }
        }
    }

    @Test func workspacesAreThoseThatSomebodyMayView() async throws {
        try await TestServer.perform { server in
            let expected: [(token: String, names: [String])] = [
                (UserTokens.token(.viewer, in: "shop"), ["shop-prod", "shop-staging"]),
                (UserTokens.token(.viewer, in: "shop", "prod"), ["shop-prod"]),
                (UserTokens.token(.engineer, in: "shop", "prod"), ["default", "shop-prod"]),
                (UserTokens.token(.viewer, in: "elsewhere"), []),
            ]
            for (token, names) in expected {
                let answer = try await server.send("GET", "/api/3.0/mlflow/workspaces", token: token)
                let json = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
                let found = (json?["workspaces"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
                #expect(found == names, "\(token)")
            }
        }
    }

    @Test func theSandboxIsEveryEngineers() async throws {
        try await TestServer.perform { server in
            for role in Role.allCases {
                let token = UserTokens.token(role, in: "shop")
                let created = try await server.call("POST", "runs/create", #"{"experiment_id": "0"}"#, token: token)
                #expect(created.status == (role.allows(.edit) ? 200 : 404), "\(role)")
            }
        }
    }

    @Test("S-35: no byte of a body is read from somebody who may not write")
    func bodiesWaitForAuthorisation() async throws {
        try await TestServer.perform { server in
            // It announces more than it sends: an answer can only come from a server that did not wait for the rest.
            let head = [
                "POST /api/2.0/mlflow/runs/create HTTP/1.1", "Host: localhost", "Content-Type: application/json",
                "Authorization: Bearer \(UserTokens.token(.viewer, in: "shop"))", "X-MLFLOW-WORKSPACE: shop-prod",
                "Content-Length: 5000000",
            ]
            let status = try await RawHTTP.firstStatus(server.url, head.joined(separator: "\r\n") + "\r\n\r\n{")
            #expect(status == 403)
        }
    }
}
