/// What is known of the models themselves.
package struct ModelEvidence: Hashable, Codable, Sendable {
    package var candidate: Gathered<ModelFacts>
    /// Not looked at if there is no champion.
    package var champion: Gathered<ModelFacts>

    package init(
        candidate: Gathered<ModelFacts> = .missing(reason: "nothing is known of the candidate's files"),
        champion: Gathered<ModelFacts> = .missing(reason: "nothing is known of the champion's files")
    ) {
        self.candidate = candidate
        self.champion = champion
    }
}

/// What a model's `MLmodel` file, its registry entry and its files say.
package struct ModelFacts: Hashable, Codable, Sendable {
    /// The keys under `flavors`, such as `python_function` and `sklearn`.
    package var flavors: [String]
    /// nil if the model has none.
    package var signature: ModelSignature?
    /// The tags of the version over those of the registered model.
    package var tags: [String: String]
    /// The version's description, or that of the registered model where the version has none.
    package var description: String
    /// Of all files together.
    package var bytes: Int64

    package init(
        flavors: [String], signature: ModelSignature?, tags: [String: String] = [:], description: String = "",
        bytes: Int64
    ) {
        self.flavors = flavors
        self.signature = signature
        self.tags = tags
        self.description = description
        self.bytes = bytes
    }
}

/// The inputs and outputs of a model.
package struct ModelSignature: Hashable, Codable, Sendable {
    /// One input or output.
    package struct Field: Hashable, Codable, Sendable {
        /// Empty for the only, unnamed one.
        package var name: String
        /// The type as MLflow writes it, with the shape of a tensor, such as `double` or `float32 (-1, 28)`.
        package var type: String
        /// Whether a caller may leave it out.
        package var isOptional: Bool

        package init(name: String, type: String, isOptional: Bool = false) {
            self.name = name
            self.type = type
            self.isOptional = isOptional
        }
    }

    package var inputs: [Field]
    /// nil if the signature says nothing of them.
    package var outputs: [Field]?

    package init(inputs: [Field], outputs: [Field]?) {
        self.inputs = inputs
        self.outputs = outputs
    }
}
