import Catalog
import Logging
package import Promotion
package import SignIn
import Synchronization

/// Who is logged in at an identity provider, and whose tokens of providers are believed.
///
/// - A session counts until it ends, expires, or the provider refuses to renew it; the provider is asked when a request comes and the
///   last answer is older than the settings allow. Requests that come meanwhile wait for that one answer.
/// - While the provider is down, sessions go on until they expire.
/// - What somebody may do is looked up anew for each request: a user who is disabled here is out at once.
package final class SessionBook: Sendable {
    struct State {
        var sessions: [TokenKey: LiveSession] = [:]
        var renewals: [TokenKey: Task<Void, Never>] = [:]
        var machines: [TokenKey: MachineLogin] = [:]
        var loginsUnderWay = 0
    }

    /// A session that is not over, as far as this process knows.
    struct LiveSession: Sendable {
        var record: SessionRecord
        var nextCheck: Timestamp
    }

    let catalog: Catalog
    let access: AccessBook
    let logger: Logger
    let now: @Sendable () -> Timestamp
    let clients: [SignInClient]
    /// Seals refresh tokens, and logins that are under way.
    package let seal: SessionSeal
    let state = Mutex(State())

    /// Seconds after which a provider that was not there is asked again about a session.
    static let retryPause = 15.0

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
        let key = TokenKey(token.text)
        guard var live = try liveSession(token, key) else { return .unknown }
        if let reason = over(live.record) { return .refused(reason) }
        if live.nextCheck <= now() {
            await renewal(of: live.record, key).value
            guard let renewed = try liveSession(token, key) else { return .unknown }
            if let reason = over(renewed.record) { return .refused(reason) }
            live = renewed
        }
        return try bearer(of: live.record)
    }

    /// Ends a session; false if it is over already.
    @discardableResult
    package func end(_ token: SessionToken, by actor: Actor) async throws -> Bool {
        let time = now()
        let ended = try await catalog.write { transaction in
            guard let session = try transaction.session(digest: token.digest),
                try transaction.endSession(session.id, reason: "logged out", at: time)
            else { return false }
            try transaction.record(
                .loggedOut, by: actor, at: time, project: nil, subject: session.user.rawValue,
                details: ["session": session.id])
            return true
        }
        _ = state.withLock { $0.sessions.removeValue(forKey: TokenKey(token.text)) }
        return ended
    }

    private func liveSession(_ token: SessionToken, _ key: TokenKey) throws -> LiveSession? {
        if let live = state.withLock({ $0.sessions[key] }) { return live }
        guard let record = try catalog.lookUp({ try $0.session(digest: token.digest) }) else { return nil }
        let live = LiveSession(record: record, nextCheck: nextCheck(of: record))
        guard over(record) == nil else { return live }
        return state.withLock { state in
            let kept = state.sessions[key] ?? live
            state.sessions[key] = kept
            return kept
        }
    }

    /// Why a session does not count any more; nil if it does.
    private func over(_ session: SessionRecord) -> String? {
        if session.endedAt != nil { return "this session is over (\(session.endReason ?? "ended")); log in again" }
        return session.expiresAt <= now() ? "this session has expired; log in again" : nil
    }

    /// Without a refresh token the session expires before the provider would have to be asked.
    func nextCheck(of session: SessionRecord) -> Timestamp {
        let interval = client(session.provider)?.provider.checkInterval ?? 0
        return session.checkedAt.advanced(by: interval)
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
