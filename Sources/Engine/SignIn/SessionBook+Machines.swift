import Catalog
import Logging
import Promotion
import SignIn
import Synchronization

extension SessionBook {
    /// What was found out about a provider's token, for a short while.
    struct MachineLogin: Sendable {
        let identity: Identity
        let user: UserName
        /// When the token ends.
        let expires: Timestamp
        /// When it is looked at again.
        let until: Timestamp
    }

    /// How long a token is not looked at again, in seconds, and how many are remembered.
    private static let memory = 60.0
    private static let mostRemembered = 1024

    /// Whom the token of a provider is for. Throws `unavailable` if the provider's keys are needed and it does not answer.
    package func bearer(ofProviderToken text: String) async throws -> LoginBearer {
        guard SignInClient.looksLikeToken(text), !clients.isEmpty else { return .unknown }
        let key = TokenKey(text)
        if let kept = state.withLock({ $0.machines[key] }), now() < kept.until { return try bearer(of: kept) }
        guard let issuer = SignInClient.issuer(ofUnverified: text),
            let client = clients.first(where: { $0.provider.issuer.text == issuer })
        else { return .unknown }
        do {
            let (identity, expires) = try await client.identity(bearing: text)
            let login = MachineLogin(
                identity: identity, user: try await user(of: identity), expires: expires,
                until: min(expires, now().advanced(by: Self.memory)))
            state.withLock { state in
                if state.machines.count >= Self.mostRemembered { state.machines = [:] }
                state.machines[key] = login
            }
            return try bearer(of: login)
        } catch let error as SignInError {
            switch error.code {
            case .rejected, .refused: return .refused(error.message)
            case .unavailable, .misconfigured:
                logger.warning("a token cannot be checked: \(error)")
                throw EngineError(.unavailable, error.message)
            }
        } catch let error as EngineError where error.code == .refused {
            return .refused(error.message)
        }
    }

    private func user(of identity: Identity) async throws -> UserName {
        let actor = Actor(
            name: identity.user, kind: identity.kind, groups: identity.groups,
            evidence: .login(issuer: identity.issuer))
        let link = IdentityLink(identity: identity, actor: actor, now: now())
        // The provider's word about a person is one about their own tokens too.
        let (isPerson, time) = (identity.kind == .person, now())
        func isFresh(_ user: UserReport) -> Bool {
            !isPerson || user.confirmed.map { time < $0.advanced(by: Self.memory) } ?? false
        }
        if let user = try catalog.lookUp({ try link.known($0) }), isFresh(user) { return user.name }
        let user = try await catalog.write { transaction in
            let user = try link.establish(transaction)
            if isPerson { try transaction.confirmLogin(of: user.name, at: time) }
            return user
        }
        access.forget()
        return user.name
    }

    private func bearer(of login: MachineLogin) throws -> LoginBearer {
        guard let rights = try access.rights(of: login.user, in: login.identity.groups) else {
            return .refused("this user is disabled")
        }
        let groups = try access.policies().groups(of: login.user).union(login.identity.groups)
        return .known(
            KnownBearer(
                actor: Actor(
                    name: login.user, kind: login.identity.kind, groups: groups,
                    evidence: .login(issuer: login.identity.issuer), authenticatedAt: login.identity.authenticatedAt),
                rights: rights, expires: login.expires))
    }
}
