package import Catalog
package import Logging
package import Promotion
import Synchronization

/// Whose tokens are valid, and who may do what: the catalog's answer, kept in memory until something about it changes.
///
/// Whoever changes anything about people, tokens or roles calls `forget` once it is stored; no request that begins later is answered
/// by what was before. One process opens a catalog, so nobody else changes it.
package final class AccessBook: Sendable {
    fileprivate struct State {
        /// Grows with each change: what was read before one is not kept after it.
        var generation: UInt64 = 0
        var policies: AccessPolicies?
        /// Only valid tokens, so there are never more than were made.
        var bearers: [TokenKey: KnownBearer] = [:]
        /// When tokens were used that is not stored yet, to the minute.
        var uses: [String: Timestamp] = [:]
        var storedUses: [String: Timestamp] = [:]
    }

    private let catalog: Catalog
    private let personalTokens: PersonalTokenSettings
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    package init(
        catalog: Catalog, personalTokens: PersonalTokenSettings = PersonalTokenSettings(), logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.catalog = catalog
        self.personalTokens = personalTokens
        self.logger = logger
        self.now = now
    }

    /// Forgets everything that was read. Called after every change, once it is stored.
    package func forget() {
        state.withLock { state in
            state.generation += 1
            state.policies = nil
            state.bearers = [:]
        }
    }

    /// Whose token it is. One look-up by its digest; none at all if it was looked up since the last change.
    package func bearer(ofToken text: String) throws -> TokenBearer {
        guard AccessToken.isPlausible(text) else { return .unknown }
        let (key, time) = (TokenKey(text), now())
        let (kept, generation) = state.withLock { state in
            // Whatever ended one that was kept, looking again tells it.
            let kept = state.bearers[key].flatMap { $0.isValid(at: time) ? $0 : nil }
            if let kept { state.noteUse(of: kept, at: time) } else { state.bearers[key] = nil }
            return (kept, state.generation)
        }
        if let kept { return .known(kept) }
        let found = try lookUp(text, at: time)
        guard case .known(let bearer) = found else { return found }
        state.withLock { state in
            state.noteUse(of: bearer, at: time)
            if state.generation == generation { state.bearers[key] = bearer }
        }
        return found
    }

    private func lookUp(_ text: String, at time: Timestamp) throws -> TokenBearer {
        let digest = Digest(ofText: text)
        let found = try catalog.lookUp { transaction in
            try transaction.token(digest: digest).flatMap { token in
                try transaction.user(token.owner).map { ($0, try transaction.loginStanding(of: $0.name)) }
                    .map { (token, $0, $1) }
            }
        }
        guard let (token, owner, standing) = found else { return .unknown }
        func refused(_ reason: String) -> TokenBearer { .refused(id: token.id, owner: token.owner, reason: reason) }
        if token.revoked != nil { return refused("the token was revoked; \(Self.another)") }
        if owner.disabled != nil { return refused("the token's owner is disabled") }
        if token.expires <= time { return refused("the token has expired; \(Self.another)") }
        let end = standing.tokensEnd(after: personalTokens.unconfirmedSeconds)
        if let end, end <= time { return refused(standing.refusal) }
        let policies = try policies()
        return .known(
            KnownBearer(
                actor: Actor(
                    name: owner.name, kind: owner.kind == .person ? .person : .service,
                    groups: policies.groups(of: owner.name).union(standing.groups), evidence: .token(token.id)),
                rights: Rights(grants: policies.grants(of: owner.name, in: standing.groups), scope: token.scope),
                expires: min(token.expires, end ?? token.expires)))
    }

    private static let another = "make another with 'sluice token create'"

    /// What decides about everybody, at this moment.
    package func policies() throws -> AccessPolicies {
        let (kept, generation) = state.withLock { ($0.policies, $0.generation) }
        if let kept { return kept }
        let read = try catalog.lookUp { try $0.accessPolicies() }
        state.withLock { state in
            if state.generation == generation { state.policies = read }
        }
        return read
    }

    /// People, groups and roles that count in questions about `project`: the server's list and the file of its protected ref.
    package func policy(of project: ProjectName) throws -> AccessPolicy { try policies().policy(of: project) }

    /// What somebody may do who proved who they are in another way than by a token, such as a login; `groups` are those that the
    /// identity provider says. Nil if they are disabled.
    package func rights(of name: UserName, in groups: Set<GroupName>) throws -> Rights? {
        let policies = try policies()
        guard !policies.server.disabled.contains(name) else { return nil }
        return Rights(grants: policies.grants(of: name, in: groups))
    }

    /// Stores when tokens were used. Called now and then, and at the end.
    package func storeUses() async throws {
        let uses = state.withLock { state in
            let uses = state.uses
            state.uses = [:]
            return uses
        }
        guard !uses.isEmpty else { return }
        do { try await catalog.write { try $0.noteUse(uses) } } catch {
            state.withLock { state in state.uses.merge(uses) { later, _ in later } }
            throw error
        }
        state.withLock { $0.storedUses.merge(uses) { _, later in later } }
    }

    /// Stores uses every ten seconds, until the task is cancelled, and once more then.
    package func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(10))
            do { try await storeUses() } catch { logger.error("the uses of tokens are not stored: \(error)") }
        }
    }
}

extension KnownBearer {
    fileprivate func isValid(at time: Timestamp) -> Bool { expires.map { time < $0 } ?? true }
}

extension AccessBook.State {
    fileprivate mutating func noteUse(of bearer: KnownBearer, at time: Timestamp) {
        guard case .token(let id) = bearer.actor.evidence else { return }
        let minute = Timestamp(milliseconds: time.milliseconds / 60_000 * 60_000)
        guard storedUses[id] != minute else { return }
        uses[id] = minute
    }
}
