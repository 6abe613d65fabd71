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
    /// When the person last proved who they are: the login behind a session; nil where that says nothing, as for a token that was made
    /// long ago, or for the endpoint file.
    package var authenticatedAt: Timestamp?

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
        request: String? = nil, authenticatedAt: Timestamp? = nil
    ) {
        self.name = name
        self.kind = kind
        self.groups = groups
        self.evidence = evidence
        self.address = address
        self.request = request
        self.authenticatedAt = authenticatedAt
    }

    /// What goes on record as the one who did it. A name that nobody verified says so, so that it cannot pass for the person's own.
    package var recorded: String {
        switch kind {
        case .person, .service: name.rawValue
        case .administrator: name == .administrator ? name.rawValue : "\(name) (administrator)"
        }
    }
}

extension Actor.Evidence {
    /// In one line for records: `endpoint file`, `token 3fk2…`, `login at https://…`.
    package var recorded: String {
        switch self {
        case .endpointFile: "endpoint file"
        case .token(let id): "token \(id)"
        case .login(let issuer): "login at \(issuer)"
        }
    }
}

/// As an object with one key, or the text `endpoint-file`.
extension Actor.Evidence {
    private enum Key: String, CodingKey {
        case token, login
    }

    private static let endpointFileText = "endpoint-file"

    package init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self), text == Self.endpointFileText {
            self = .endpointFile
            return
        }
        let container = try decoder.container(keyedBy: Key.self)
        if let id = try container.decodeIfPresent(String.self, forKey: .token) {
            self = .token(id)
        } else {
            self = .login(issuer: try container.decode(String.self, forKey: .login))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .endpointFile:
            var container = encoder.singleValueContainer()
            try container.encode(Self.endpointFileText)
        case .token(let id):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(id, forKey: .token)
        case .login(let issuer):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(issuer, forKey: .login)
        }
    }
}
