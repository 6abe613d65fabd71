/// What the version of a dataset that the candidate was made of or scored on must be like.
package struct DataCheck: Hashable, Codable, Sendable {
    package var dataset: DatasetName
    /// How old the version may be, in seconds.
    package var maxAge: Int64?
    package var minRows: Int64?
    /// What its schema may be like beside that of the champion's version.
    package var schema: SchemaRule?
    /// Whether it may share no file with what is read on the other side: training and evaluation.
    package var refusesOverlap: Bool

    package init(
        dataset: DatasetName, maxAge: Int64? = nil, minRows: Int64? = nil, schema: SchemaRule? = nil,
        refusesOverlap: Bool = false
    ) {
        self.dataset = dataset
        self.maxAge = maxAge
        self.minRows = minRows
        self.schema = schema
        self.refusesOverlap = refusesOverlap
    }
}

/// How a schema may differ from the one before.
package enum SchemaRule: String, Codable, Sendable, CaseIterable {
    /// The same names with the same types.
    case unchanged
    /// Every name of before with its type, and more.
    case additive
}
