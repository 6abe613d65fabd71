import Catalog
import Logging
import Promotion
import SignIn
import Synchronization

extension SessionBook {
    /// Seconds after which a provider that was not there is asked again, and seconds after which it is about the same login.
    private static let (providerPause, loginPause) = (2.0, 15.0)

    /// The one question under way whether a login may go on. Never fails: how it ended is in the session.
    func renewal(of session: SessionRecord) -> Task<Void, Never> {
        state.withLock { state in
            if let task = state.renewals[session.id] { return task }
            let task = Task {
                await self.renew(session)
                _ = self.state.withLock { $0.renewals.removeValue(forKey: session.id) }
            }
            state.renewals[session.id] = task
            return task
        }
    }

    private func renew(_ seen: SessionRecord) async {
        // Somebody may have asked between the look and this turn.
        guard let session = current(seen), session.checkedAt == seen.checkedAt, !isPaused(session) else {
            return
        }
        guard let client = client(session.provider), client.provider.issuer.text == session.issuer else {
            return await end(session, because: "its identity provider is not one any more")
        }
        guard let token = refreshToken(of: session) else {
            return await end(session, because: "it cannot be renewed")
        }
        do throws(SignInError) {
            await keep(try await client.renew(token, of: session.subject), for: session)
        } catch {
            switch error.code {
            case .refused, .rejected: await end(session, because: Self.refusal, error)
            case .unavailable, .misconfigured:
                logger.warning("session \(session.id) of \(session.user) is not renewed, and goes on: \(error)")
                pause(session, client.provider, isSilent: true)
            }
            if error.code == .refused, !error.refusesPerson { pause(session, client.provider, isSilent: false) }
        }
    }

    private static let refusal = "the identity provider has not renewed it"

    /// A provider that answers is asked about others at once.
    private func pause(_ session: SessionRecord, _ provider: IdentityProvider, isSilent: Bool) {
        let time = now()
        state.withLock { state in
            state.loginPauses = state.loginPauses.filter { time < $0.value }
            state.loginPauses[session.id] = time.advanced(by: min(provider.checkInterval, Self.loginPause))
            guard isSilent else { return }
            state.providerPauses[provider.name] = time.advanced(by: min(provider.checkInterval, Self.providerPause))
        }
    }

    /// What this process knows that may be newer than the catalog.
    func kept(_ id: String) -> SessionRecord? { state.withLock { $0.unstored[id] ?? $0.sessions[id]?.record } }

    private func current(_ seen: SessionRecord) -> SessionRecord? {
        if let kept = kept(seen.id) { return kept }
        do { return try catalog.lookUp { try $0.session(seen.id) } } catch {
            logger.error("session \(seen.id) cannot be read: \(error)")
            return nil
        }
    }

    /// Stores what the provider said. Groups stay as they were if it only said yes.
    private func keep(_ answer: SignedIn, for session: SessionRecord) async {
        var renewed = session
        renewed.checkedAt = now()
        if let identity = answer.identity { renewed.groups = identity.groups }
        if let token = answer.refreshToken { renewed.sealedRefreshToken = sealed(token, of: session.id) }
        let stored = renewed
        // One that could not be stored may have had other groups, which the catalog gets only now.
        let isOverdue = state.withLock { state in
            state.sessions[session.id]?.record = stored
            return state.unstored.updateValue(stored, forKey: session.id) != nil
        }
        do {
            try await catalog.write { transaction in
                try transaction.renewSession(stored)
                try transaction.confirmLogin(of: stored.user, at: stored.checkedAt)
            }
            _ = state.withLock { $0.unstored.removeValue(forKey: session.id) }
            // Personal tokens have the groups too.
            if isOverdue || stored.groups != session.groups { access.forget() }
        } catch {
            logger.error("the renewal of session \(session.id) is not stored: \(error)")
        }
    }

    /// Ends a session that cannot go on; `error` is the provider's no, if there is one. The login behind it is forgotten, unless that
    /// was said to this server and not to the person.
    private func end(_ session: SessionRecord, because reason: String, _ error: SignInError? = nil) async {
        let time = now()
        let keepsLogin = error.map { $0.code == .refused && !$0.refusesPerson } ?? false
        // First for this process: it must not count any more even if that cannot be stored.
        state.withLock { state in
            state.sessions[session.id]?.record.endedAt = time
            state.sessions[session.id]?.record.endReason = reason
        }
        let end = LoginEnd(session: session, reason: reason, error: error, keepsLogin: keepsLogin, time: time)
        do {
            try await catalog.write { try end.store($0) }
            state.withLock { state in
                state.sessions[session.id] = nil
                state.unstored[session.id] = nil
            }
            access.forget()
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
