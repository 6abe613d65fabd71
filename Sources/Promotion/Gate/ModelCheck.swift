/// What the candidate's files and description must be like.
package struct ModelCheck: Hashable, Codable, Sendable {
    package var signature: SignatureRule?
    /// Tags that the version or its model must have, with a value that is not empty.
    package var tags: [String]
    /// Whether there must be a description.
    package var description: Bool
    package var maxBytes: Int64?
    /// The flavors that it may have; empty for any.
    package var flavors: [String]

    package init(
        signature: SignatureRule? = nil, tags: [String] = [], description: Bool = false, maxBytes: Int64? = nil,
        flavors: [String] = []
    ) {
        self.signature = signature
        self.tags = tags
        self.description = description
        self.maxBytes = maxBytes
        self.flavors = flavors
    }
}

/// What is asked of a model's signature.
package enum SignatureRule: String, Codable, Sendable, CaseIterable {
    /// That it has one.
    case present
    /// That whoever calls the champion can call the candidate: it needs no input that the champion does not take, takes those that it
    /// has in the same types, and gives every output of the champion in the same type.
    case compatible
    /// That inputs and outputs are the champion's.
    case equal
}
