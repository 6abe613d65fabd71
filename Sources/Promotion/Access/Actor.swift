/// Who does something, and how that is known. What the engine is told about people; it never sees a token.
package struct Actor: Hashable, Codable, Sendable {
    package var name: UserName
    package var kind: Kind
    /// The groups at the time of the request, from the server's own list, the protected ref and the identity provider.
    package var groups: Set<GroupName>
    package var evidence: Evidence
    /// Where the request came from, such as `127.0.0.1`; nil if the engine itself acts.
    package var address: String?
    /// The id that the answer to the request carries.
    package var request: String?

    package enum Kind: String, Codable, Sendable, CaseIterable {
        case person, service
        /// Whoever can read the server's endpoint file; who they say they are is not verified.
        case administrator
    }

    /// How the server knows who it is.
    package enum Evidence: Hashable, Codable, Sendable {
        case endpointFile
        /// A token of Sluice's; its public id.
        case token(String)
        /// A login at an identity provider, by its issuer.
        case login(issuer: String)
    }

    package init(
        name: UserName, kind: Kind, groups: Set<GroupName> = [], evidence: Evidence, address: String? = nil,
        request: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.groups = groups
        self.evidence = evidence
        self.address = address
        self.request = request
    }
}
