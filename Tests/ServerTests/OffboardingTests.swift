import Catalog
import Engine
import Foundation
import Promotion
import ProviderProgram
import SignIn
import SluiceClient
import Testing

@Suite(
    "Leaving: what becomes of the tokens of somebody who is disabled at the provider",
    .enabled(if: ProviderProgram.python != nil))
struct OffboardingTests {
    private let alice = UserName(checked: "alice")

    /// Logs in as the provider's present user and makes a token. Gives the session's client and the token's.
    private func people(
        at stand: LoginStand
    ) async throws -> (session: SluiceClient, token: SluiceClient, id: String) {
        let session = try stand.client(try await stand.logIn().token)
        let token = try await session.createToken(CreateTokenRequest(label: "notebook"))
        return (session, try stand.client(token.token), token.report.id)
    }

    /// What a refused call says; nil if it was not refused.
    private func refusal(_ client: SluiceClient) async -> String? {
        do {
            _ = try await client.whoAmI()
            return nil
        } catch {
            return error.code == .problem(.unauthenticated) ? error.message : nil
        }
    }

    private func asked(_ stand: LoginStand) async throws -> Int { try await stand.provider.control()["/token"] ?? 0 }

    @Test("A-14: tokens of somebody who is disabled at the provider only are suspended, until their next login")
    func suspended() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let (_, token, id) = try await people(at: stand)
            let administrator = try stand.server.client
            #expect(await refusal(token) == nil)
            try await stand.provider.control(#"{"disabled": ["alice"]}"#)
            // Nobody comes with the session: the server asks by itself.
            try await stand.until { await refusal(token) != nil }
            let said = try #require(await refusal(token))
            #expect(said.contains("log in again with 'sluice login'") && said.contains(id), "\(said)")
            #expect(
                try await stand.ledger().suffix(2) == [
                    "session-ended alice by alice", "tokens-suspended alice by alice",
                ])
            #expect(try await administrator.user(alice).suspended != nil)
            #expect(try await administrator.tokens(of: alice).map { $0.suspended != nil } == [true])
            #expect(
                await stand.problem { _ = try await administrator.createToken(CreateTokenRequest(owner: alice)) }
                    == .refused)
            // Being enabled again is not enough: the login is gone.
            try await stand.provider.control(#"{"disabled": []}"#)
            #expect(await refusal(token) != nil)
            let again = try stand.client(try await stand.logIn().token)
            #expect(await refusal(token) == nil)
            #expect(
                try await stand.ledger().suffix(2) == ["logged-in alice by alice", "tokens-resumed alice by alice"])
            #expect(try await again.tokens().map(\.suspended) == [nil])
            let denied = try await stand.server.engine.audit(AuditFilter(), limit: 100)
            #expect(denied.contains { $0.evidence == "token \(id)" && $0.reason.contains("is suspended") })
        }
    }

    @Test("A-14: the provider is asked about owners of tokens also when their session is over or logged out")
    func withoutSession() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
            $0.longestSession = 12
        } _: { stand in
            let (alices, alicesToken, _) = try await people(at: stand)
            try await stand.provider.control(#"{"user": "bob"}"#)
            let (bobs, bobsToken, _) = try await people(at: stand)
            try await bobs.logOut()
            try await stand.until { await refusal(alices) != nil }
            let before = try await asked(stand)
            try await stand.until { try await asked(stand) >= before + 4 }
            #expect(await refusal(alicesToken) == nil)
            #expect(await refusal(bobsToken) == nil)
            try await stand.provider.control(#"{"disabled": ["alice", "bob"]}"#)
            try await stand.until { await refusal(alicesToken) != nil }
            try await stand.until { await refusal(bobsToken) != nil }
            let ledger = try await stand.ledger()
            #expect(Set(ledger.suffix(2)) == ["tokens-suspended alice by alice", "tokens-suspended bob by bob"])
            // Sessions that were over before did not end again.
            #expect(!ledger.contains { $0.hasPrefix("session-ended") })
        }
    }

    @Test("A-14: nobody is asked about whose tokens are gone, and what they could be asked with is forgotten")
    func withoutTokens() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let (session, token, id) = try await people(at: stand)
            try await session.logOut()
            let administrator = try stand.server.client
            try await administrator.revokeToken(id)
            try await stand.until {
                try await stand.server.engine.context.catalog.read { try $0.newestLogin(of: alice) } == nil
            }
            let before = try await asked(stand)
            try await Task.sleep(for: .seconds(1.5))
            #expect(try await asked(stand) == before)
            #expect(try #require(await refusal(token)).contains("revoked"))
        }
    }

    @Test("A-14: one login that the provider refuses suspends nothing while another is confirmed")
    func anotherLogin() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let (first, token, _) = try await people(at: stand)
            let second = try stand.client(try await stand.logIn().token)
            try await stand.provider.control(#"{"refusals": 1}"#)
            try await stand.until { await refusal(second) != nil }
            let before = try await asked(stand)
            try await stand.until { try await asked(stand) >= before + 2 }
            #expect(await refusal(token) == nil)
            #expect(await refusal(first) == nil)
            #expect(try await stand.ledger().last == "session-ended alice by alice")
            try await stand.provider.control(#"{"disabled": ["alice"]}"#)
            try await stand.until { await refusal(token) != nil }
            #expect(try await stand.ledger().last == "tokens-suspended alice by alice")
        }
    }

    @Test(
        "A-14: a provider that is down, or does not let the server in, suspends nobody",
        arguments: [
            #"{"answers": {"/token": [503, {}, "busy"]}}"#,
            #"{"answers": {"/token": [401, {"content-type": "application/json"}, "{\"error\": \"invalid_client\"}"]}}"#,
            #"{"answers": {"/token": [400, {"content-type": "application/json"}, "{\"error\": \"invalid_request\"}"]}}"#,
            "",
        ])
    func outage(_ answers: String) async throws {
        try await LoginStand.perform(personalTokens: PersonalTokenSettings(unconfirmedSeconds: 1)) {
            $0.checkInterval = 1
        } _: { stand in
            let (_, token, _) = try await people(at: stand)
            let before = try await asked(stand)
            if answers.isEmpty {
                stand.provider.stop()
                try await Task.sleep(for: .seconds(3))
            } else {
                try await stand.provider.control(answers)
                try await stand.until { try await asked(stand) >= before + 2 }
            }
            #expect(await refusal(token) == nil)
            #expect(try await stand.server.client.user(alice).suspended == nil)
            guard !answers.isEmpty else { return }
            // It goes on where it was, and a no is a no again.
            try await stand.provider.control(#"{"answers": {}, "disabled": ["alice"]}"#)
            try await stand.until { await refusal(token) != nil }
            #expect(try await stand.server.client.user(alice).suspended != nil)
        }
    }

    @Test("A-14: what is wrong with one login suspends nobody, and keeps no other from being asked about")
    func oneOddLogin() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let (_, alicesToken, _) = try await people(at: stand)
            try await stand.provider.control(#"{"user": "bob", "odd": ["bob"]}"#)
            let (_, bobsToken, _) = try await people(at: stand)
            let before = try await asked(stand)
            try await stand.until { try await asked(stand) >= before + 6 }
            #expect(await refusal(alicesToken) == nil)
            try await stand.provider.control(#"{"disabled": ["alice", "bob"]}"#)
            try await stand.until { await refusal(alicesToken) != nil }
            #expect(await refusal(bobsToken) == nil)
            try await stand.provider.control(#"{"odd": []}"#)
            try await stand.until { await refusal(bobsToken) != nil }
        }
    }

    @Test("A-14: where the provider gives nothing to ask with, its word counts for as long as the settings say")
    func withoutRefreshToken() async throws {
        try await LoginStand.perform(personalTokens: PersonalTokenSettings(unconfirmedSeconds: 12)) { _ in
        } _: { stand in
            try await stand.provider.control(#"{"refresh_tokens": false}"#)
            let (_, token, _) = try await people(at: stand)
            #expect(await refusal(token) == nil)
            try await stand.until { await refusal(token) != nil }
            let said = try #require(await refusal(token))
            #expect(said.contains("can be asked any more") && said.contains("log in again"), "\(said)")
            #expect(try await stand.server.client.tokens(of: alice).map { $0.suspended != nil } == [true])
            _ = try await stand.logIn()
            #expect(await refusal(token) == nil)
            // An administrator can say that no provider answers for her any more.
            try await stand.until { await refusal(token) != nil }
            let administrator = try stand.server.client
            let subjects = try await administrator.user(alice).subjects
            _ = try await administrator.changeUser(
                alice, ChangeUserRequest(remove: .init(emails: nil, sshKeys: nil, subjects: subjects)))
            #expect(await refusal(token) == nil)
        }
    }

    @Test("A-14: tokens of people who never came through a provider, and of services, go on")
    func others() async throws {
        try await LoginStand.perform(personalTokens: PersonalTokenSettings(unconfirmedSeconds: 0)) {
            $0.checkInterval = 1
        } _: { stand in
            let administrator = try stand.server.client
            let (dan, robot) = (UserName(checked: "dan"), UserName(checked: "robot"))
            _ = try await people(at: stand)
            _ = try await administrator.addUser(AddUserRequest(name: dan))
            _ = try await administrator.addUser(AddUserRequest(name: robot, kind: .service, owner: alice))
            var clients: [SluiceClient] = []
            for owner in [dan, robot] {
                let token = try await administrator.createToken(CreateTokenRequest(owner: owner))
                clients.append(try stand.client(token.token))
            }
            try await stand.provider.control(#"{"disabled": ["alice"]}"#)
            try await stand.until { try await administrator.user(alice).suspended != nil }
            for client in clients { #expect(await refusal(client) == nil) }
        }
    }

    @Test("A-14: a token that somebody made with a token of the provider rests on the provider's word as well")
    func madeWithProviderToken() async throws {
        try await LoginStand.perform(personalTokens: PersonalTokenSettings(unconfirmedSeconds: 12)) {
            $0.machines?.personClaim = "email"
        } _: { stand in
            let carol = ["email": #""carol@example.org""#, "sub": #""carol""#, "preferred_username": #""carol""#]
            let shown = try stand.client(try await stand.token(carol))
            let token = try stand.client(try await shown.createToken(CreateTokenRequest()).token)
            #expect(try await token.whoAmI().actor.kind == .person)
            try await stand.until { await refusal(token) != nil }
        }
    }

    @Test("A-14: a suspension outlives the server")
    func restart() async throws {
        let provider = try await ProviderProgram.start()
        defer { provider.stop() }
        let folder = NSTemporaryDirectory() + "sluice-leaving-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = try LoginStand.settings(for: provider)
        let text = try await withServer(folder, settings) { server in
            let stand = LoginStand(provider: provider, server: server)
            let session = try stand.client(try await stand.logIn().token)
            let text = try await session.createToken(CreateTokenRequest()).token
            try await provider.control(#"{"disabled": ["alice"]}"#)
            let token = try stand.client(text)
            try await stand.until { await refusal(token) != nil }
            return text
        }
        try await provider.control(#"{"disabled": []}"#)
        _ = try await withServer(folder, settings) { server in
            let token = try LoginStand(provider: provider, server: server).client(text)
            #expect(try #require(await refusal(token)).contains("is suspended"))
            return text
        }
    }

    /// What `body` gives while a server runs over the home in `folder`.
    private func withServer(
        _ folder: String, _ settings: ServerSettings, _ body: @Sendable @escaping (TestServer) async throws -> String
    ) async throws -> String {
        let (values, continuation) = AsyncStream<String>.makeStream()
        try await TestServer.perform(home: HomeFolder(path: folder), settings: settings) { server in
            continuation.yield(try await body(server))
        }
        continuation.finish()
        var last = ""
        for await value in values { last = value }
        return last
    }
}
