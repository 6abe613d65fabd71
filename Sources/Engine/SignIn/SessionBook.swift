import Catalog
import Logging
package import Promotion
package import SignIn
import Synchronization

/// Who is logged in at an identity provider, and whose tokens of providers are believed.
///
/// - A session counts until it ends, expires, or the provider refuses to renew it; the provider is asked when a request comes and the
///   last answer is older than the settings allow. Requests that come meanwhile wait for that one answer.
/// - Personal tokens rest on the logins of their owner: while there are any, the provider is asked about the newest login in the
///   background, also when its session is over. Once it has refused the last one, the tokens are suspended until the next login.
/// - While the provider is down, sessions go on until they expire, and tokens too.
/// - What somebody may do is looked up anew for each request: a user who is disabled here is out at once.
package final class SessionBook: Sendable {
    struct State {
        /// By their public ids.
        var sessions: [String: LiveSession] = [:]
        var renewals: [String: Task<Void, Never>] = [:]
        /// What providers said and could not be stored yet: nobody else knows the refresh tokens in it.
        var unstored: [String: SessionRecord] = [:]
        /// Until when a provider that was not there is not asked again, by its name.
        var providerPauses: [String: Timestamp] = [:]
        /// The same for a login alone: what is wrong with one must not keep the others from being asked about.
        var loginPauses: [String: Timestamp] = [:]
        var machines: [TokenKey: MachineLogin] = [:]
        var loginsUnderWay = 0
    }

    /// A session that is not over, as far as this process knows, with the key of its secret.
    struct LiveSession: Sendable {
        let key: TokenKey
        var record: SessionRecord
    }

    let catalog: Catalog
    let access: AccessBook
    let logger: Logger
    let now: @Sendable () -> Timestamp
    let clients: [SignInClient]
    /// Seals refresh tokens, and logins that are under way.
    package let seal: SessionSeal
    let state = Mutex(State())

    package init(home: HomeFolder, settings: ServerSettings, context: EngineContext) {
        catalog = context.catalog
        access = context.access
        logger = context.logger
        now = context.now
        clients = settings.identityProviders.map { [now] in SignInClient($0, now: now) }
        seal = SessionSeal { try home.sessionKey() }
    }

    /// The names of the providers, in the order of the settings.
    package var providers: [String] { clients.map(\.provider.name) }

    /// Where people are sent to log in; nil if there is no provider of the name.
    package func client(_ name: String) -> SignInClient? { clients.first { $0.provider.name == name } }

    /// What a session's secret stands for.
    package func bearer(ofSession token: SessionToken) async throws -> LoginBearer {
        guard var session = try session(token) else { return .unknown }
        if let reason = over(session) { return .refused(reason) }
        if mustCheck(session) {
            await renewal(of: session).value
            guard let renewed = try self.session(token) else { return .unknown }
            if let reason = over(renewed) { return .refused(reason) }
            session = renewed
        }
        return try bearer(of: session)
    }

    /// Ends a session; false if it is over already.
    @discardableResult
    package func end(_ token: SessionToken, by actor: Actor) async throws -> Bool {
        let time = now()
        let ended = try await catalog.write { transaction in
            guard let session = try transaction.session(digest: token.digest),
                try transaction.endSession(
                    session.id, reason: "logged out", at: time,
                    keepsLogin: try transaction.countLivingTokens(of: session.user, at: time) > 0)
            else { return false }
            try transaction.record(
                .loggedOut, by: actor, at: time, project: nil, subject: session.user.rawValue,
                details: ["session": session.id])
            return true
        }
        let key = TokenKey(token.text)
        state.withLock { state in
            if state.sessions[token.id]?.key == key { state.sessions[token.id] = nil }
        }
        return ended
    }

    private func session(_ token: SessionToken) throws -> SessionRecord? {
        let key = TokenKey(token.text)
        if let live = state.withLock({ $0.sessions[token.id] }), live.key == key { return live.record }
        guard let record = try catalog.lookUp({ try $0.session(digest: token.digest) }) else { return nil }
        guard over(record) == nil else { return record }
        return state.withLock { state in
            let kept = state.sessions[record.id] ?? LiveSession(key: key, record: state.unstored[record.id] ?? record)
            state.sessions[record.id] = kept
            return kept.record
        }
    }

    /// Why a session does not count any more; nil if it does.
    private func over(_ session: SessionRecord) -> String? {
        if session.endedAt != nil { return "this session is over (\(session.endReason ?? "ended")); log in again" }
        return session.expiresAt <= now() ? "this session has expired; log in again" : nil
    }

    /// Whether the provider must be asked before the session counts again. Without a refresh token it expires before that.
    private func mustCheck(_ session: SessionRecord) -> Bool {
        let interval = client(session.provider)?.provider.checkInterval ?? 0
        return session.checkedAt.advanced(by: interval) <= now() && !isPaused(session)
    }

    /// Whether nobody was there a moment ago who could be asked about the session.
    func isPaused(_ session: SessionRecord) -> Bool {
        let time = now()
        return state.withLock { state in
            [state.providerPauses[session.provider], state.loginPauses[session.id]].contains { end in
                end.map { time < $0 } ?? false
            }
        }
    }

    private func bearer(of session: SessionRecord) throws -> LoginBearer {
        guard let rights = try access.rights(of: session.user, in: session.groups) else {
            return .refused("this user is disabled")
        }
        let groups = try access.policies().groups(of: session.user).union(session.groups)
        return .known(
            KnownBearer(
                actor: Actor(
                    name: session.user, kind: .person, groups: groups, evidence: .login(issuer: session.issuer),
                    authenticatedAt: session.authenticatedAt), rights: rights, expires: session.expiresAt))
    }
}

/// What a session, or a token of a provider, stands for.
package enum LoginBearer: Hashable, Sendable {
    /// None of ours.
    case unknown
    /// It does not count: why, in words for whoever sent it.
    case refused(String)
    case known(KnownBearer)
}

extension Timestamp {
    /// So many seconds later.
    func advanced(by seconds: Double) -> Timestamp { Timestamp(milliseconds: milliseconds + Int64(seconds * 1000)) }
}
