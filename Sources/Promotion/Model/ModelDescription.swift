/// What a model's `MLmodel` file says of it.
package struct ModelDescription: Hashable, Codable, Sendable {
    /// One input or output.
    package struct Field: Hashable, Codable, Sendable {
        /// Empty for the only, unnamed one.
        package var name: String
        /// As MLflow writes it, with the shape of a tensor, such as `double` or `float32 (-1, 28)`.
        package var type: String
        /// Whether a caller may leave it out.
        package var isOptional: Bool

        package init(name: String, type: String, isOptional: Bool) {
            self.name = name
            self.type = type
            self.isOptional = isOptional
        }
    }

    /// The keys under `flavors`, sorted.
    package var flavors: [String]
    /// nil if there is no signature.
    package var inputs: [Field]?
    /// nil if the signature says nothing of them.
    package var outputs: [Field]?

    package init(flavors: [String], inputs: [Field]? = nil, outputs: [Field]? = nil) {
        self.flavors = flavors
        self.inputs = inputs
        self.outputs = outputs
    }
}
