import Catalog
import Engine
import Foundation
import HTTPTypes
import Promotion
import Server
import SluiceClient
import Testing

/// A-11 to A-13: who was let in, who was refused, and what was changed.
struct AuditTests {
    private func ask(
        _ server: TestServer, _ method: String, _ path: String, token: String?, body: String = "",
        headers: [String] = []
    ) async -> RawConnection.Answer? {
        let authorization = token.map { ["Authorization: Bearer \($0)"] } ?? []
        return await RawConnection(port: server.port).request(
            method, path, headers: authorization + headers, body: body)
    }

    @Test("A-11: a refusal leaves who, what, when, from where, why and the request's id")
    func refusals() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let token = try #require(people.inShop[.engineer])
            let path = "/api/v1/projects/shop/environments/prod/promote"
            let answer = try #require(await ask(server, "POST", path, token: token))
            #expect(answer.status == 403)
            let entry = try #require(try await server.client.audit(AuditQuestion(actor: "engineer-shop")).first)
            #expect(entry.outcome == .denied && entry.status == 403 && entry.times == 1)
            #expect(entry.method == "POST" && entry.path == path && entry.address == "127.0.0.1")
            #expect(entry.project == People.shop && entry.environment == People.prod)
            #expect(entry.reason.contains("'promote'") && entry.request == answer.headers["x-request-id"])
            #expect(entry.evidence.hasPrefix("token "))
        }
    }

    @Test("A-11: every cell of the matrix of routes and strangers leaves a row; equal ones of a minute are one")
    func strangers() async throws {
        try await TestServer.perform { server in
            let connection = KeptConnection(port: server.port)
            let routes = server.server.routes().filter { $0.policy != .open }
            for _ in 0..<3 {
                for entry in routes { _ = await connection.request(entry.method.rawValue, entry.path) }
            }
            let rows = try await server.client.audit(AuditQuestion(actor: "anonymous", outcome: .denied, limit: 1000))
            for entry in routes {
                let own = rows.filter { $0.path == entry.path && $0.method == entry.method.rawValue }
                #expect(own.reduce(0) { $0 + $1.times } == 3, "\(entry)")
                // A minute may end between them.
                #expect((1...2).contains(own.count), "\(entry)")
            }
        }
    }

    @Test("A-13: a failed login says whose token it was, but nothing of its text")
    func failedLogins() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .viewer, in: nil)
            let made = try await people.newToken(of: "ann")
            try await server.client.revokeToken(made.report.id)
            let answer = await ask(server, "GET", "/api/v1/projects", token: made.token)
            #expect(answer?.status == 401)
            let entry = try #require(try await server.client.audit(AuditQuestion(actor: "ann")).first)
            #expect(entry.outcome == .denied && entry.evidence == "token \(made.report.id)")
            #expect(entry.reason.contains("revoked"))
            let mlflow = await ask(server, "POST", "/api/2.0/mlflow/runs/create", token: "nonsense", body: "{}")
            #expect(mlflow?.status == 401)
            let rows = try await server.client.audit(AuditQuestion(outcome: .denied, limit: 1000))
            #expect(!(try JSONEncoder().encode(rows)).contains(Data(made.token.suffix(52).utf8)))
            #expect(rows.contains { $0.actor == "anonymous" && $0.status == 401 && $0.path.isEmpty })
        }
    }

    @Test("A-11: what is let through to change something leaves a row, through MLflow's protocol too")
    func changes() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let token = try #require(people.everywhere[.engineer])
            let json = ["Content-Type: application/json"]
            for _ in 0..<5 {
                let answer = await ask(
                    server, "POST", "/api/2.0/mlflow/runs/create", token: token, body: #"{"experiment_id": "0"}"#,
                    headers: json + ["X-MLFLOW-WORKSPACE: shop-dev"])
                #expect(answer?.status == 200, "\(answer?.body ?? "")")
            }
            let refused = await ask(
                server, "POST", "/api/2.0/mlflow/runs/create", token: people.everywhere[.viewer],
                body: #"{"experiment_id": "0"}"#, headers: json + ["X-MLFLOW-WORKSPACE: shop-dev"])
            #expect(refused?.status == 403)
            let rows = try await server.client.audit(AuditQuestion(limit: 1000))
            let writes = rows.filter { $0.actor == "engineer-all" && $0.outcome == .allowed }
            #expect(writes.reduce(0) { $0 + $1.times } == 5 && (1...2).contains(writes.count))
            #expect(writes.allSatisfy { $0.path.hasSuffix("in shop-dev") })
            #expect(rows.contains { $0.actor == "viewer-all" && $0.outcome == .denied && $0.status == 403 })
        }
    }

    @Test("A-13: people, groups, roles and tokens: each change is in the ledger, with where it came from")
    func ledger() async throws {
        try await TestServer.perform { server in
            let client = try server.client
            try await server.insertProject(People.shop)
            let (ann, team) = (UserName(checked: "ann"), GroupName(checked: "team"))
            _ = try await client.addUser(AddUserRequest(name: ann, emails: ["Ann@Example.org"]))
            _ = try await client.changeUser(ann, ChangeUserRequest(remove: .init(emails: ["ann@example.org"])))
            _ = try await client.addGroup(team)
            _ = try await client.addMember(ann, to: team)
            let grant = try await client.grantRole(Grant(.engineer, to: .group(team), project: People.shop))
            let token = try await client.createToken(CreateTokenRequest(owner: ann))
            try await client.revokeToken(token.report.id)
            try await client.revokeGrant(try #require(grant.id))
            _ = try await client.removeMember(ann, from: team)
            try await client.removeGroup(team)
            _ = try await client.setDisabled(ann, true)
            _ = try await client.setDisabled(ann, false)
            let entries = try await client.ledger(limit: 1000).reversed().filter { $0.actor == "ann (administrator)" }
            #expect(
                entries.map(\.action) == [
                    "user-added", "user-changed", "group-added", "member-added", "role-granted", "token-created",
                    "token-revoked", "role-revoked", "member-removed", "group-removed", "user-disabled",
                    "user-enabled",
                ])
            for entry in entries {
                #expect(entry.details["address"] == "127.0.0.1" && entry.details["evidence"] == "endpoint file")
                #expect(entry.details["request"]?.isEmpty == false)
            }
            let chain = try await server.engine.context.catalog.read { try $0.firstBreakInLedger() }
            #expect(chain == nil)
        }
    }

    @Test("A-12: the auditor reads everything and changes nothing; of one project, that project's alone")
    func auditors() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            for project in ["shop", "vault"] {
                for token in [people.inShop[.viewer], people.everywhere[.viewer]] {
                    _ = await ask(
                        server, "POST", "/api/v1/projects/\(project)/environments/prod/promote", token: token)
                }
            }
            func client(_ token: String?) throws -> SluiceClient {
                SluiceClient(try #require(ServerAddress(url: server.url, token: token ?? "")))
            }
            let all = try await client(people.everywhere[.auditor]).audit(AuditQuestion(outcome: .denied))
            #expect(Set(all.compactMap(\.project)) == [People.shop, People.vault])
            let own = try await client(people.inShop[.auditor]).audit(AuditQuestion(outcome: .denied))
            #expect(Set(own.map(\.project)) == [People.shop])
            #expect(Set(try await client(people.inShop[.auditor]).ledger().map(\.project)) == [People.shop])
            await #expect(throws: ClientError.self) {
                try await client(people.inShop[.auditor]).audit(AuditQuestion(project: People.vault))
            }
            await #expect(throws: ClientError.self) {
                try await client(people.inShop[.engineer]).audit(AuditQuestion())
            }
            // There is no route by which anybody changes or removes an entry.
            let routes = server.server.routes().filter {
                $0.path.hasPrefix("/api/v1/audit") || $0.path.hasPrefix("/api/v1/ledger")
            }
            #expect(!routes.isEmpty && routes.allSatisfy { $0.method == .get })
        }
    }

    @Test func aFloodOfDifferentRefusalsIsBounded() async throws {
        try await TestServer.perform { server in
            let trail = server.engine.context.audit
            let time = Timestamp(milliseconds: 1_795_227_300_000)
            for number in 0..<10_000 {
                let entry = AuditEntry(
                    first: time, last: time, outcome: .denied, actor: "a", evidence: "", address: nil, method: "GET",
                    path: "/\(number)", project: nil, environment: nil, status: 404, reason: "", request: "\(number)")
                trail.note(entry, fold: "\(number)")
            }
            try await trail.store()
            let counted = try await server.engine.context.catalog.read { transaction -> (Int, Int64) in
                let rows = try transaction.audit(AuditFilter(), limit: 1_000_000)
                return (rows.count, rows.reduce(0) { $0 + $1.times })
            }
            #expect(counted.0 < 4200 && counted.1 == 10_000, "\(counted)")
        }
    }

    @Test func oldEntriesAreRemovedAndTheLedgerStays() async throws {
        try await TestServer.perform { server in
            _ = await ask(server, "GET", "/api/v1/projects", token: nil)
            try await server.engine.context.audit.store()
            let catalog = server.engine.context.catalog
            let far = Timestamp(milliseconds: .max)
            #expect(try await catalog.write { try $0.deleteAudit(before: far, limit: 100) } >= 1)
            #expect(try await catalog.read { try $0.audit(AuditFilter(), limit: 10) }.isEmpty)
        }
    }
}
