package import Promotion

/// Who sent a request.
package enum Principal: Hashable, Sendable {
    /// May read and write in every workspace; what is guarded is guarded for it too.
    case administrator
    /// A person or a service: reads where it may view, and writes where it may edit. What is guarded is guarded for it too.
    case user(Actor, Rights)
    /// A step of a running pipeline: it writes in its own workspace only, and what it logs is linked to its run.
    case run(RunIdentity)
}

/// Tells whose a token is.
package protocol Authenticator: Sendable {
    /// The bearer of `token`; nil if it is unknown, or its run is over. Asked for each request. Throws an `MLflowError` that is
    /// `unauthenticated` to say more.
    func principal(bearing token: String) async throws -> Principal?
}
