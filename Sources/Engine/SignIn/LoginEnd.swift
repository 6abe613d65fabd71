import Catalog
import Promotion
import SignIn

/// What becomes of a session that cannot go on, and of its owner's tokens.
struct LoginEnd: Sendable {
    let session: SessionRecord
    let reason: String
    /// The provider's no; nil if it was not asked.
    let error: SignInError?
    /// Whether the provider can still be asked about the person by the login behind the session.
    let keepsLogin: Bool
    let time: Timestamp

    func store(_ transaction: CatalogTransaction) throws {
        let tokens = try transaction.countLivingTokens(of: session.user, at: time)
        let keeps = keepsLogin && tokens > 0
        if session.expiresAt > time,
            try transaction.endSession(session.id, reason: reason, at: time, keepsLogin: keeps)
        {
            try transaction.record(
                .sessionEnded, by: actor, at: time, project: nil, subject: session.user.rawValue,
                details: ["session": session.id, "reason": reason, "answer": error?.detail ?? ""])
        }
        if !keeps { try transaction.forgetLogin(session.id) }
        if error?.refusesPerson ?? false { try suspend(tokens, transaction) }
    }

    /// Another login of theirs speaks for them until the provider has refused that one too.
    private func suspend(_ tokens: Int64, _ transaction: CatalogTransaction) throws {
        guard try transaction.newestLogin(of: session.user) == nil,
            try transaction.suspendTokens(of: session.user, at: time), tokens > 0
        else { return }
        try transaction.record(
            .tokensSuspended, by: actor, at: time, project: nil, subject: session.user.rawValue,
            details: [
                "session": session.id, "provider": session.provider, "tokens": String(tokens),
                "reason": "the identity provider has refused the last login of their owner",
                "answer": error?.detail ?? "",
            ])
    }

    private var actor: Actor { Actor(name: session.user, kind: .person, evidence: .login(issuer: session.issuer)) }
}
