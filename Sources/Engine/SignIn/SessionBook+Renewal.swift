import Catalog
import Logging
import Promotion
import SignIn
import Synchronization

extension SessionBook {
    /// The one question under way whether a session may go on. Never fails: how it ended is in the session.
    func renewal(of session: SessionRecord, _ key: TokenKey) -> Task<Void, Never> {
        state.withLock { state in
            if let task = state.renewals[key] { return task }
            let task = Task {
                await self.renew(session, key)
                _ = self.state.withLock { $0.renewals.removeValue(forKey: key) }
            }
            state.renewals[key] = task
            return task
        }
    }

    private func renew(_ session: SessionRecord, _ key: TokenKey) async {
        // Somebody may have asked between the look and this turn.
        guard let live = state.withLock({ $0.sessions[key] }), live.nextCheck <= now() else { return }
        guard let client = client(session.provider), client.provider.issuer.text == session.issuer else {
            return await end(session, key, because: "its identity provider is not one any more")
        }
        do throws(SignInError) {
            guard let token = refreshToken(of: live.record) else {
                return await end(session, key, because: "it cannot be renewed")
            }
            let answer = try await client.renew(token, of: session.subject)
            await keep(answer, for: live.record, key)
        } catch {
            switch error.code {
            case .refused, .rejected:
                await end(session, key, because: "the identity provider has not renewed it", detail: error.detail)
            case .unavailable, .misconfigured:
                logger.warning("session \(session.id) of \(session.user) is not renewed, and goes on: \(error)")
                let pause = min(client.provider.checkInterval, Self.retryPause)
                state.withLock { $0.sessions[key]?.nextCheck = now().advanced(by: pause) }
            }
        }
    }

    /// Stores what the provider said. Groups stay as they were if it only said yes.
    private func keep(_ answer: SignedIn, for session: SessionRecord, _ key: TokenKey) async {
        var renewed = session
        renewed.checkedAt = now()
        if let identity = answer.identity { renewed.groups = identity.groups }
        if let token = answer.refreshToken { renewed.sealedRefreshToken = sealed(token, of: session.id) }
        let (stored, next) = (renewed, nextCheck(of: renewed))
        state.withLock { state in
            guard state.sessions[key] != nil else { return }
            state.sessions[key] = LiveSession(record: stored, nextCheck: next)
        }
        do { try await catalog.write { try $0.renewSession(stored) } } catch {
            logger.error("the renewal of session \(session.id) is not stored: \(error)")
        }
    }

    private func end(_ session: SessionRecord, _ key: TokenKey, because reason: String, detail: String = "") async {
        let time = now()
        // First for this process: it must not count any more even if that cannot be stored.
        state.withLock { state in
            state.sessions[key]?.record.endedAt = time
            state.sessions[key]?.record.endReason = reason
        }
        let actor = Actor(name: session.user, kind: .person, evidence: .login(issuer: session.issuer))
        do {
            try await catalog.write { transaction in
                guard try transaction.endSession(session.id, reason: reason, at: time) else { return }
                try transaction.record(
                    .sessionEnded, by: actor, at: time, project: nil, subject: session.user.rawValue,
                    details: ["session": session.id, "reason": reason, "answer": detail])
            }
            _ = state.withLock { $0.sessions.removeValue(forKey: key) }
        } catch {
            logger.error("the end of session \(session.id) is not stored: \(error)")
        }
    }

    func sealed(_ refreshToken: String, of session: String) -> String? {
        do { return try seal.seal(refreshToken, for: "refresh token of \(session)") } catch {
            logger.error("a refresh token cannot be sealed: \(error)")
            return nil
        }
    }

    private func refreshToken(of session: SessionRecord) -> String? {
        guard let text = session.sealedRefreshToken else { return nil }
        do { return try seal.open(text, for: "refresh token of \(session.id)") } catch {
            logger.error("a refresh token cannot be read: \(error)")
            return nil
        }
    }
}
