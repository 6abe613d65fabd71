import Catalog
import Engine
import Foundation
import Promotion
import Server
import SluiceClient
import Testing

/// S-41: tokens are limited, shown once, stored as digests, and end at once.
struct TokenTests {
    private func client(_ server: TestServer, _ token: String) throws -> SluiceClient {
        SluiceClient(try #require(ServerAddress(url: server.url, token: token)))
    }

    @Test("S-41: a token is recognisable, shown once, and its text is nowhere in the catalog")
    func storage() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .viewer, in: People.shop)
            _ = try await server.engine.addUser(
                AddUserRequest(name: UserName(checked: "ci"), kind: .service, owner: UserName(checked: "ann")),
                by: People.root)
            let root = try server.client
            let person = try await root.createToken(CreateTokenRequest(owner: UserName(checked: "ann")))
            let service = try await root.createToken(CreateTokenRequest(owner: UserName(checked: "ci")))
            #expect(person.token.hasPrefix("sluice_pat_\(person.report.id)_"))
            #expect(service.token.hasPrefix("sluice_svc_\(service.report.id)_"))
            #expect(person.report.expires.milliseconds - person.report.created.milliseconds == 30 * 86_400_000)
            let listed = String(decoding: try JSONEncoder().encode(try await root.tokens()), as: UTF8.self)
            #expect(listed.contains(person.report.id) && !listed.contains(person.token))
            let secret = Data(try #require(person.token.split(separator: "_").last).utf8)
            try await server.engine.context.access.storeUses()
            for name in try FileManager.default.contentsOfDirectory(atPath: server.home.path) {
                let data = FileManager.default.contents(atPath: "\(server.home.path)/\(name)") ?? Data()
                #expect(data.firstRange(of: secret) == nil, "\(name) has a token's text")
            }
        }
    }

    @Test("S-41: 90 days at most, and no empty limits")
    func bounds() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .viewer, in: nil)
            let ann = UserName(checked: "ann")
            let root = try server.client
            for request in [
                CreateTokenRequest(owner: ann, expiresInSeconds: 90 * 86_400 + 1),
                CreateTokenRequest(owner: ann, expiresInSeconds: 0),
                CreateTokenRequest(owner: ann, expiresInSeconds: .max),
                CreateTokenRequest(owner: ann, scope: TokenScope(verbs: [])), CreateTokenRequest(),
            ] {
                let error = await #expect(throws: ClientError.self) { try await root.createToken(request) }
                #expect(error?.code == .problem(.invalid), "\(request)")
            }
            _ = try await root.createToken(CreateTokenRequest(owner: ann, expiresInSeconds: 90 * 86_400))
        }
    }

    @Test("S-41, A-14: revoked, disabled and without its role, a token opens nothing in the very next request")
    func endsAtOnce() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let connection = KeptConnection(port: server.port)
            let (name, root) = (UserName(checked: "ann"), try server.client)
            try await people.add("ann", .viewer, in: People.shop)
            func status(_ token: String, _ path: String = "/api/v1/projects/shop/environments/prod/promotions") async
                -> Int
            {
                await connection.request("GET", path, headers: ["Authorization: Bearer \(token)"])?.status ?? 0
            }
            for round in 0..<20 {
                let made = try await people.newToken(of: "ann")
                #expect(await status(made.token) == 200)
                switch round % 4 {
                case 0: try await root.revokeToken(made.report.id)
                case 1: _ = try await root.setDisabled(name, true)
                case 2:
                    let grants = try await root.grants().filter { $0.grant.holder == .user(name) }
                    for grant in grants { try await root.revokeGrant(try #require(grant.id)) }
                default: break
                }
                #expect(await status(made.token) == [401, 401, 404, 200][round % 4], "round \(round)")
                if round % 4 == 1 {
                    _ = try await root.setDisabled(name, false)
                    #expect(await status(made.token) == 200)
                }
                if round % 4 == 2 {
                    _ = try await root.grantRole(Grant(.viewer, to: .user(name), project: People.shop))
                }
            }
        }
    }

    @Test("S-41: a token makes none that may do more, or live longer, than itself")
    func noWider() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .engineer, in: People.shop)
            let scope = TokenScope(environments: [People.dev], verbs: [.view])
            let own = try await people.newToken(of: "ann", scope: scope, seconds: 3600)
            let ann = try client(server, own.token)
            for wider in [
                nil, TokenScope(verbs: [.view]), TokenScope(environments: [People.dev], verbs: [.view, .run]),
            ] {
                let error = await #expect(throws: ClientError.self) {
                    try await ann.createToken(CreateTokenRequest(scope: wider))
                }
                #expect(error?.code == .problem(.refused))
            }
            let narrow = try await ann.createToken(CreateTokenRequest(expiresInSeconds: 86_400, scope: scope))
            #expect(narrow.report.expires == own.report.expires)
            let error = await #expect(throws: ClientError.self) {
                try await ann.createToken(
                    CreateTokenRequest(owner: UserName(checked: "viewer-shop"), scope: scope))
            }
            #expect(error?.code == .problem(.forbidden))
        }
    }

    @Test func everybodySeesAndEndsTheirOwnTokensOnly() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .viewer, in: People.shop)
            let (first, second) = (try await people.newToken(of: "ann"), try await people.newToken(of: "ann"))
            let ann = try client(server, first.token)
            #expect(Set(try await ann.tokens().map(\.id)) == [first.report.id, second.report.id])
            try await ann.revokeToken(second.report.id)
            let others = try await server.client.tokens(of: UserName(checked: "viewer-shop"))
            let foreign = try #require(others.first?.id)
            // What is not hers reads like what does not exist.
            var texts: [String] = []
            for id in [foreign, "aaaaaaaaaa"] {
                let error = await #expect(throws: ClientError.self) { try await ann.revokeToken(id) }
                texts.append((error?.message ?? "").replacing(id, with: "ID"))
            }
            #expect(texts[0] == texts[1])
        }
    }

    @Test("S-41: when a token was used last is shown")
    func lastUse() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            try await people.add("ann", .viewer, in: nil)
            let made = try await people.newToken(of: "ann")
            let ann = try client(server, made.token)
            #expect(try await ann.tokens().first?.lastUsed == nil)
            try await server.engine.context.access.storeUses()
            let used = try #require(try await ann.tokens().first?.lastUsed)
            #expect(used.milliseconds % 60_000 == 0 && used.milliseconds > made.report.created.milliseconds - 60_000)
        }
    }

    @Test func whoAmIAndTheCheckSayWhy() async throws {
        try await TestServer.perform { server in
            let people = try await People.make(server)
            let token = try await people.token("ann", .engineer, in: People.shop, [People.dev])
            let ann = try client(server, token)
            let me = try await ann.whoAmI()
            #expect(me.actor.name.rawValue == "ann" && me.grants.count == 1 && me.actor.kind == .person)
            let yes = try await ann.checkAccess(of: nil, .edit, in: People.shop, People.dev)
            #expect(yes.isAllowed && yes.reasons.count == 1 && yes.reasons[0].contains("engineer allows 'edit'"))
            let no = try await ann.checkAccess(of: nil, .promote, in: People.shop, People.dev)
            #expect(!no.isAllowed && no.reasons.contains { $0.contains("missing: the role release-manager") })
            let elsewhere = try await ann.checkAccess(of: nil, .edit, in: People.shop, People.prod)
            #expect(!elsewhere.isAllowed && elsewhere.reasons.contains { $0.contains("does not reach there") })
            // About others only those may ask who may read it anyway.
            await #expect(throws: ClientError.self) {
                try await ann.checkAccess(of: UserName(checked: "auditor-all"), .view, in: People.shop, nil)
            }
        }
    }
}
