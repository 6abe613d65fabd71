package import Engine
package import Promotion

/// Who sent a request.
package enum Caller: Hashable, Sendable {
    /// Without a token that the server knows.
    case anonymous
    /// With a token that was valid once: its public id, its owner, and why it is not any more.
    case refused(id: String, owner: UserName, reason: String)
    /// With a session that is over, or a token of an identity provider that is not believed: why.
    case unproven(String)
    /// A person, a service, or whoever can read `endpoint.json`.
    case known(KnownBearer)
    /// A step of a run that is under way.
    case run(RunIdentity)
}
