package import Promotion

/// What the personal tokens of somebody rest on who came through an identity provider.
package struct LoginStanding: Hashable, Sendable {
    /// When the provider last confirmed a login of theirs; nil for whoever never came through one.
    package let confirmed: Timestamp?
    /// Since when their tokens are suspended, because the provider refused.
    package let suspended: Timestamp?
    /// Whether the server has something with which it can ask the provider again.
    package let isRenewable: Bool
    /// The groups that the provider's claims gave when it was asked last about the login on which the tokens rest: the newest that can
    /// be renewed, otherwise the newest of all.
    package let groups: Set<GroupName>

    /// From when on their tokens open nothing; nil if the provider's last word, or its silence, does not end them. Where nobody can be
    /// asked any more, that word counts for `longest` seconds.
    package func tokensEnd(after longest: Double) -> Timestamp? {
        if let suspended { return suspended }
        guard let confirmed, !isRenewable else { return nil }
        return Timestamp(milliseconds: confirmed.milliseconds + Int64(longest * 1000))
    }
}
