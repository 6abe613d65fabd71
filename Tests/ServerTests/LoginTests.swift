import Catalog
import Engine
import Foundation
import Promotion
import ProviderProgram
import SignIn
import SluiceClient
import Testing

@Suite("Logging in at a server", .enabled(if: ProviderProgram.python != nil))
struct LoginTests {
    @Test("S-41: a login gives a session that says who, and neither its secret nor the provider's is in the catalog")
    func session() async throws {
        try await LoginStand.perform { stand in
            try await stand.provider.control(
                #"{"users": {"alice": {"groups": ["ml-release"], "email": "a@example.org", "email_verified": true}}}"#)
            let new = try await stand.logIn()
            #expect(new.token.hasPrefix("sluice_ses_"))
            #expect(new.session.user.rawValue == "alice")
            #expect(new.session.groups.map(\.rawValue) == ["release-managers"])
            let who = try await stand.client(new.token).whoAmI()
            #expect(who.actor.kind == .person)
            #expect(who.actor.evidence == .login(issuer: stand.provider.url))
            #expect(who.actor.authenticatedAt != nil)
            #expect(who.expires == new.session.expires)
            #expect(try await stand.client(new.token).session().user.rawValue == "alice")
            #expect(try await stand.ledger() == ["user-added alice by alice", "logged-in alice by alice"])
            let record = try await stand.server.engine.context.catalog.read {
                try $0.sessions(of: new.session.user, limit: 10)
            }
            #expect(record.count == 1 && record[0].sealedRefreshToken != nil)
            let files = ["catalog.sqlite", "catalog.sqlite-wal"].map { stand.server.home.path + "/" + $0 }
            let bytes = files.compactMap { FileManager.default.contents(atPath: $0) }.reduce(Data(), +)
            let secret = try #require(new.token.split(separator: "_").last)
            #expect(bytes.range(of: Data(record[0].id.utf8)) != nil)
            #expect(bytes.range(of: Data(secret.utf8)) == nil)
        }
    }

    @Test("S-07: the provider's groups give the roles that the groups have here, and no others")
    func roles() async throws {
        try await LoginStand.perform { stand in
            let administrator = try stand.server.client
            _ = try await administrator.grantRole(
                Grant(.releaseManager, to: .group(GroupName(checked: "release-managers"))))
            let run = try await stand.server.insertRun().run
            try await stand.provider.control(
                #"{"users": {"alice": {"groups": ["ml-release"]}, "bob": {"groups": ["administrators", "release-managers"]}}}"#
            )
            let alice = try stand.client(try await stand.logIn().token)
            try await stand.provider.control(#"{"user": "bob"}"#)
            let bob = try stand.client(try await stand.logIn().token)
            #expect(try await alice.whoAmI().grants.map(\.role) == [.releaseManager])
            #expect(try await bob.whoAmI().grants.isEmpty)
            // Alice may approve: what she is told is about the run. Bob is not told that there is one.
            #expect(try await alice.run(run).id == run)
            #expect(await stand.problem { _ = try await bob.run(run) } == .notFound)
            #expect(
                await stand.problem { _ = try await alice.addUser(AddUserRequest(name: UserName(checked: "x"))) }
                    == .forbidden)
        }
    }

    @Test(
        "S-41: wrong verifiers and nonces, codes that were used, and other addresses log nobody in; all are written down"
    )
    func refused() async throws {
        try await LoginStand.perform { stand in
            let client = try stand.client()
            var wrong = try await stand.visit(.random())
            wrong.verifier = AuthorizationRequest.random().verifier
            #expect(await stand.problem { _ = try await client.logIn(at: "corp", wrong) } == .unauthenticated)
            var other = try await stand.visit(.random())
            other.nonce = "another"
            #expect(await stand.problem { _ = try await client.logIn(at: "corp", other) } == .unauthenticated)
            let right = try await stand.visit(.random())
            _ = try await client.logIn(at: "corp", right)
            #expect(await stand.problem { _ = try await client.logIn(at: "corp", right) } == .unauthenticated)
            for address in [
                "https://evil.example/callback", "http://127.0.0.1:80/other", "http://127.0.0.1:080/callback",
            ] {
                var elsewhere = try await stand.visit(.random())
                elsewhere.redirectUri = address
                #expect(await stand.problem { _ = try await client.logIn(at: "corp", elsewhere) } == .invalid)
            }
            #expect(await stand.problem { _ = try await client.loginProvider("other") } == .notFound)
            try await stand.server.engine.context.audit.store()
            let audit = try await stand.server.engine.context.catalog.read { try $0.audit(AuditFilter(), limit: 100) }
            let failed = audit.filter { $0.evidence == "login" && $0.outcome == .denied }
            #expect(failed.reduce(0) { $0 + $1.times } >= 7)
            #expect(!failed.contains { $0.path.contains("code") || $0.reason.contains(right.code) })
        }
    }

    @Test("A-13: logins and logouts are in the ledger, and a session that was logged out is over at once")
    func logout() async throws {
        try await LoginStand.perform { stand in
            let new = try await stand.logIn()
            let client = try stand.client(new.token)
            _ = try await client.whoAmI()
            try await client.logOut()
            #expect(await stand.problem { _ = try await client.whoAmI() } == .unauthenticated)
            #expect(try await stand.ledger().suffix(2) == ["logged-in alice by alice", "logged-out alice by alice"])
        }
    }

    @Test("A-14: whoever is disabled at the provider is out within the interval, and the ledger says why")
    func disabledAtProvider() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let client = try stand.client(try await stand.logIn().token)
            // It is renewed, with what has changed.
            try await stand.provider.control(#"{"users": {"alice": {"groups": ["ml-release"]}}}"#)
            try await stand.until { try await client.session().groups.map(\.rawValue) == ["release-managers"] }
            let authenticated = try await client.session().authenticated
            try await stand.provider.control(#"{"disabled": ["alice"]}"#)
            try await stand.until { await stand.problem { _ = try await client.session() } == .unauthenticated }
            #expect(authenticated != nil)
            #expect(try await stand.ledger().last == "session-ended alice by alice")
        }
    }

    @Test("A-14: a renewal is no new login: the time of the login stays, also for an approval")
    func renewalIsNoLogin() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let client = try stand.client(try await stand.logIn().token)
            let first = try await client.session().authenticated
            let asked = try await stand.provider.control()["/token"] ?? 0
            try await stand.until {
                _ = try await client.session()
                return try await stand.provider.control()["/token"] ?? 0 >= asked + 2
            }
            #expect(try await client.session().authenticated == first)
        }
    }

    @Test("A-14: requests that come at the same time ask the provider once")
    func oneRenewal() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let client = try stand.client(try await stand.logIn().token)
            let asked = try await stand.provider.control()["/token"] ?? 0
            try await Task.sleep(for: .seconds(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 { group.addTask { _ = try await client.session() } }
                try await group.waitForAll()
            }
            let now = try await stand.provider.control()["/token"] ?? 0
            // A used-up refresh token would have been refused, and the session with it.
            #expect(now > asked && now <= asked + 3)
            _ = try await client.session()
        }
    }

    @Test("A-14: whoever is disabled here is out at once")
    func disabledHere() async throws {
        try await LoginStand.perform { stand in
            let client = try stand.client(try await stand.logIn().token)
            _ = try await client.whoAmI()
            let alice = UserName(checked: "alice")
            _ = try await stand.server.client.setDisabled(alice, true)
            #expect(await stand.problem { _ = try await client.whoAmI() } == .unauthenticated)
            #expect(await stand.problem { _ = try await stand.logIn() } == .forbidden)
        }
    }

    @Test("A-14: a provider that gives no refresh token cannot be asked later, so the session ends with the interval")
    func withoutRefreshToken() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 2
        } _: { stand in
            try await stand.provider.control(#"{"refresh_tokens": false}"#)
            let new = try await stand.logIn()
            let expires = try #require(new.session.expires)
            #expect(expires.milliseconds - ServerAddress.clock.milliseconds <= 2000)
            let client = try stand.client(new.token)
            try await stand.until { await stand.problem { _ = try await client.session() } == .unauthenticated }
        }
    }

    @Test("A-14: while the provider is down nobody can log in, and sessions go on")
    func providerDown() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            let client = try stand.client(try await stand.logIn().token)
            let request = try await stand.visit(.random())
            stand.provider.stop()
            try await Task.sleep(for: .seconds(1.1))
            #expect(try await client.session().user.rawValue == "alice")
            #expect(await stand.problem { _ = try await stand.client().logIn(at: "corp", request) } == .unavailable)
            #expect(try await client.session().user.rawValue == "alice")
        }
    }

    @Test("S-41: sessions outlive the server")
    func restart() async throws {
        let provider = try await ProviderProgram.start()
        defer { provider.stop() }
        let folder = NSTemporaryDirectory() + "sluice-login-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = try LoginStand.settings(for: provider)
        let tokens = Tokens()
        for turn in 0..<2 {
            try await TestServer.perform(home: HomeFolder(path: folder), settings: settings) { server in
                let stand = LoginStand(provider: provider, server: server)
                if turn == 0 { await tokens.add(try await stand.logIn().token) }
                // In the second turn its refresh token must be readable, too.
                let token = await tokens.first
                #expect(try await stand.client(token).session().user.rawValue == "alice")
                try await Task.sleep(for: .seconds(1.1))
                #expect(try await stand.client(token).session().user.rawValue == "alice")
            }
        }
    }

    private actor Tokens {
        private var all: [String] = []
        var first: String { all.first ?? "" }
        func add(_ token: String) { all.append(token) }
    }

    @Test(
        "a name belongs to the subject that had it first; a verified address that is listed tells that it is the same person"
    )
    func names() async throws {
        try await LoginStand.perform { stand in
            let administrator = try stand.server.client
            _ = try await administrator.addUser(
                AddUserRequest(name: UserName(checked: "carol"), emails: ["carol@example.org"]))
            // Somebody who only calls themselves carol.
            try await stand.provider.control(
                #"{"user": "carol", "users": {"carol": {"email": "carol@example.org", "email_verified": false}}}"#)
            #expect(await stand.problem { _ = try await stand.logIn() } == .forbidden)
            try await stand.provider.control(
                #"{"users": {"carol": {"email": "Carol@Example.org", "email_verified": true}}}"#)
            #expect(try await stand.logIn().session.user.rawValue == "carol")
            #expect(try await stand.ledger().contains("user-changed carol by carol"))
            // Another account with her name, and her own account with another name.
            try await stand.provider.control(#"{"users": {"carol": {"sub": "mallory", "email": "m@example.org"}}}"#)
            #expect(await stand.problem { _ = try await stand.logIn() } == .forbidden)
            try await stand.provider.control(
                #"{"user": "caroline", "users": {"caroline": {"sub": "subject-of-carol"}}}"#)
            #expect(try await stand.logIn().session.user.rawValue == "carol")
            try await stand.provider.control(#"{"user": "administrator"}"#)
            #expect(await stand.problem { _ = try await stand.logIn() } == .forbidden)
        }
    }
}
