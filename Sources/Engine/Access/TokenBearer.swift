package import Promotion

/// What a token of a person or a service stands for.
package enum TokenBearer: Hashable, Sendable {
    case unknown
    /// It was valid once: its public id, its owner, and what became of it.
    case refused(id: String, owner: UserName, reason: String)
    case known(KnownBearer)
}

/// Somebody who proved who they are.
package struct KnownBearer: Hashable, Sendable {
    /// Without address and request until a request adds them.
    package var actor: Actor
    package var rights: Rights
    /// When the proof ends; nil if it ends with the server.
    package var expires: Timestamp?

    package init(actor: Actor, rights: Rights, expires: Timestamp?) {
        self.actor = actor
        self.rights = rights
        self.expires = expires
    }
}
