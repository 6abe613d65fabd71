import Promotion
import Testing

@testable import Catalog

@Suite("What personal tokens rest on")
struct LoginStandingTests {
    private static let origin: Int64 = 1_795_227_300_000
    private let ann = UserName(checked: "ann")
    private let bob = UserName(checked: "bob")
    private let carl = UserName(checked: "carl")
    private let dan = UserName(checked: "dan")

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: Self.origin + seconds * 1000) }

    private func session(
        _ id: String, of user: UserName, from created: Int64, to expires: Int64, renewable: Bool = true,
        groups: Set<GroupName> = []
    ) -> SessionRecord {
        SessionRecord(
            id: id, provider: "corp", issuer: "https://id.example.org", subject: user.rawValue, user: user,
            groups: groups,
            authenticatedAt: at(created), createdAt: at(created), expiresAt: at(expires),
            sealedRefreshToken: renewable ? "sealed" : nil)
    }

    private func insert(_ users: [UserName], _ sessions: [SessionRecord], _ catalog: Catalog) async throws {
        try await catalog.write { transaction in
            for user in users {
                try transaction.insertUser(UserReport(name: user, kind: .person, created: at(0)))
            }
            for session in sessions {
                try transaction.insertSession(session, digest: Digest(ofText: session.id))
            }
        }
    }

    private func insertToken(_ id: String, of owner: UserName, until expires: Int64, _ catalog: Catalog) async throws {
        let token = TokenReport(
            id: id, owner: owner, label: "", scope: TokenScope(), createdBy: "ann", created: at(0), expires: at(expires)
        )
        try await catalog.write { try $0.insertToken(token, digest: Digest(ofText: id)) }
    }

    @Test(
        "A-14: a refusal counts at once, silence never while somebody can be asked, and the last word for a while where nobody can",
        arguments: [
            (nil, nil, false, nil), (100, nil, true, nil), (100, nil, false, 400), (100, 120, true, 120),
            (100, 120, false, 120), (nil, 120, false, 120),
        ] as [(Int64?, Int64?, Bool, Int64?)])
    func end(_ confirmed: Int64?, _ suspended: Int64?, _ isRenewable: Bool, _ end: Int64?) {
        let standing = LoginStanding(
            confirmed: confirmed.map { at($0) }, suspended: suspended.map { at($0) }, isRenewable: isRenewable,
            groups: [])
        #expect(standing.tokensEnd(after: 300) == end.map { at($0) })
    }

    @Test("A-14: people who came through a provider before are known as such after an upgrade, and nobody else is")
    func upgrade() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await insert(
            [ann, bob, carl], [session("one", of: ann, from: 10, to: 20), session("two", of: ann, from: 30, to: 40)],
            catalog)
        try await catalog.write { transaction in
            // Bob's sessions are forgotten, and the ledger has his login; Carl's name is in it for something else.
            for (action, user) in [(LedgerEntry.Action.loggedIn, bob), (.userAdded, carl)] {
                try transaction.record(action, by: "x", at: at(7), project: nil, subject: user.rawValue)
            }
            for statement: SQL in [
                "DROP INDEX sessions_renewable", "ALTER TABLE users DROP COLUMN confirmed_at",
                "ALTER TABLE users DROP COLUMN suspended_at",
                "DELETE FROM schema_migrations WHERE number = \(M0083AddLoginStandings.number)",
            ] { try transaction.execute(statement) }
        }
        let upgraded = try await file.open()
        let standings = try await upgraded.read { transaction in
            try [ann, bob, carl].map { try transaction.loginStanding(of: $0) }
        }
        #expect(standings.map(\.confirmed) == [at(30), at(7), nil])
        #expect(standings.map(\.isRenewable) == [true, false, false])
        #expect(standings.allSatisfy { $0.suspended == nil })
    }

    @Test("A-14: the newest login of everybody whose tokens live is asked about, its session over or not")
    func loginsBehindTokens() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await insert(
            [ann, bob, carl, dan],
            [
                session("ann-1", of: ann, from: 10, to: 1000), session("ann-2", of: ann, from: 20, to: 50),
                session("ann-3", of: ann, from: 30, to: 1000, renewable: false),
                session("bob-1", of: bob, from: 10, to: 1000), session("carl-1", of: carl, from: 10, to: 1000),
                session("dan-1", of: dan, from: 10, to: 1000),
            ], catalog)
        for (user, end) in [(ann, 500), (bob, 90), (carl, 500), (dan, 500)] as [(UserName, Int64)] {
            try await insertToken(user.rawValue, of: user, until: end, catalog)
        }
        try await catalog.write { transaction in
            let isSuspended = try transaction.suspendTokens(of: carl, at: at(60))
            let isSuspendedAgain = try transaction.suspendTokens(of: carl, at: at(61))
            #expect(isSuspended && !isSuspendedAgain)
            try transaction.setDisabled(dan, since: at(60))
        }
        let logins = try await catalog.read { try $0.loginsBehindTokens(at: at(100)) }
        #expect(logins.map(\.id) == ["ann-2"])
    }

    @Test(
        "A-14: tokens have the groups of the login that can be asked about, otherwise of the newest, and none without a confirmed one"
    )
    func groups() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        let (one, two, three) = (GroupName(checked: "one"), GroupName(checked: "two"), GroupName(checked: "three"))
        try await insert(
            [ann, bob, carl],
            [
                session("ann-1", of: ann, from: 10, to: 1000, groups: [one]),
                session("ann-2", of: ann, from: 20, to: 50, groups: [two]),
                session("ann-3", of: ann, from: 30, to: 1000, renewable: false, groups: [three]),
                session("bob-1", of: bob, from: 10, to: 1000, renewable: false, groups: [one]),
                session("bob-2", of: bob, from: 20, to: 1000, renewable: false, groups: [two, three]),
                session("carl-1", of: carl, from: 10, to: 1000, groups: [one]),
            ], catalog)
        try await catalog.write { transaction in
            for user in [ann, bob] { try transaction.confirmLogin(of: user, at: at(40)) }
        }
        let standings = try await catalog.read { transaction in
            try [ann, bob, carl].map { try transaction.loginStanding(of: $0) }
        }
        #expect(standings.map(\.groups) == [[two], [two, three], []])
        #expect(standings.map(\.isRenewable) == [true, false, false])
    }

    @Test("A-14: a login outlives its session only while tokens rest on it and there is no newer one")
    func needlessLogins() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await insert(
            [ann, bob],
            [
                session("ann-1", of: ann, from: 10, to: 40), session("ann-2", of: ann, from: 20, to: 50),
                session("bob-1", of: bob, from: 10, to: 40), session("bob-2", of: bob, from: 20, to: 1000),
            ], catalog)
        try await insertToken("ann", of: ann, until: 500, catalog)
        let left = try await catalog.write { transaction in
            let isEnded = try transaction.endSession("ann-2", reason: "logged out", at: at(45), keepsLogin: true)
            #expect(isEnded)
            #expect(try transaction.countNeedlessLogins(at: at(100)) == 2)
            try transaction.forgetNeedlessLogins(at: at(100))
            #expect(try transaction.countNeedlessLogins(at: at(100)) == 0)
            // What tokens rest on is not forgotten with old sessions.
            #expect(try transaction.deleteSessions(expiredBefore: at(100)) == 2)
            return try [ann, bob].flatMap { try transaction.sessions(of: $0, limit: 10) }
        }
        #expect(left.map(\.id) == ["ann-2", "bob-2"])
        #expect(left.allSatisfy { $0.sealedRefreshToken != nil })
    }
}
