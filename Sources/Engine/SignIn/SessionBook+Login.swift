package import Catalog
import Promotion
package import SignIn
import Synchronization

/// A session at the only moment when its secret is known.
package struct NewSession: Sendable {
    package let token: SessionToken
    package let record: SessionRecord
}

extension SessionBook {
    /// More logins than this are not carried to providers at the same time.
    private static let mostAtOnce = 16
    /// How long it is remembered, in seconds, that there was a session.
    private static let memory = 30.0 * 86_400

    /// Redeems what a browser brought back from `provider`, and begins a session; `former` is one that it takes the place of.
    ///
    /// Throws `SignInError`, or `EngineError` with `notFound` for a provider that there is not, `refused` for somebody who may not log in
    /// here, and `unavailable` when there are too many at once.
    package func signIn(
        _ code: AuthorizationCode, at provider: String, former: SessionToken? = nil, address: String?, request: String
    ) async throws -> NewSession {
        guard let client = client(provider) else {
            throw EngineError(.notFound, "there is no identity provider \(provider.quotedForMessage)")
        }
        let isOneOfFew = state.withLock { state in
            guard state.loginsUnderWay < Self.mostAtOnce else { return false }
            state.loginsUnderWay += 1
            return true
        }
        guard isOneOfFew else {
            throw EngineError(.unavailable, "too many people are logging in at the moment; try again in a while")
        }
        defer { state.withLock { $0.loginsUnderWay -= 1 } }
        let login = try await client.signIn(code)
        guard let identity = login.identity else {
            throw EngineError(.unavailable, "the identity provider does not say who you are")
        }
        let session = try await begin(identity, login, client.provider, address: address, request: request)
        if let former { try await end(former, by: actor(of: identity, address, request)) }
        return session
    }

    private func begin(
        _ identity: Identity, _ login: SignedIn, _ provider: IdentityProvider, address: String?, request: String
    ) async throws -> NewSession {
        let (token, time) = (SessionToken.random(), now())
        let refresh = login.refreshToken.flatMap { sealed($0, of: token.id) }
        var end = time.advanced(by: provider.longestSession)
        // Nobody can be asked later: the login counts no longer than an answer would.
        if refresh == nil {
            end = min(end, time.advanced(by: provider.checkInterval), login.accessExpires ?? end)
        }
        let (expires, actor) = (end, actor(of: identity, address, request))
        let link = IdentityLink(identity: identity, actor: actor, now: time)
        let record = try await catalog.write { transaction in
            let user = try link.establish(transaction)
            guard user.disabled == nil else { throw EngineError(.refused, "user '\(user.name)' is disabled") }
            let session = SessionRecord(
                id: token.id, provider: provider.name, issuer: identity.issuer, subject: identity.subject,
                user: user.name, groups: identity.groups,
                authenticatedAt: min(identity.authenticatedAt ?? time, time), createdAt: time, expiresAt: expires,
                sealedRefreshToken: refresh)
            try transaction.insertSession(session, digest: token.digest)
            try transaction.confirmLogin(of: user.name, at: time)
            _ = try transaction.deleteSessions(expiredBefore: time.advanced(by: -Self.memory))
            var named = actor
            named.name = user.name
            try transaction.record(
                .loggedIn, by: named, at: time, project: nil, subject: user.name.rawValue,
                details: [
                    "session": session.id, "provider": provider.name,
                    "groups": identity.groups.sorted().map(\.rawValue).joined(separator: " "),
                ])
            try Self.resumeTokens(of: user.name, after: session, by: named, transaction)
            return session
        }
        access.forget()
        return NewSession(token: token, record: record)
    }

    /// The provider has let them in again, so that their tokens count again.
    private static func resumeTokens(
        of user: UserName, after login: SessionRecord, by actor: Actor, _ transaction: CatalogTransaction
    ) throws {
        guard try transaction.resumeTokens(of: user) else { return }
        let count = try transaction.countLivingTokens(of: user, at: login.createdAt)
        guard count > 0 else { return }
        try transaction.record(
            .tokensResumed, by: actor, at: login.createdAt, project: nil, subject: user.rawValue,
            details: ["session": login.id, "provider": login.provider, "tokens": String(count)])
    }

    private func actor(of identity: Identity, _ address: String?, _ request: String) -> Actor {
        Actor(
            name: identity.user, kind: identity.kind, groups: identity.groups,
            evidence: .login(issuer: identity.issuer), address: address, request: request)
    }
}
