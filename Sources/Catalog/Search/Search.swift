/// What a search asks for: conditions that all hold, and the order of the results.
package struct Search: Hashable, Sendable {
    package var conditions: [SearchCondition]
    package var order: [SearchOrder]
    /// Of logged models: only metrics on one of these datasets count, and there must be one. Empty: any metric counts.
    package var datasets: [SearchDataset]

    package init(
        conditions: [SearchCondition] = [], order: [SearchOrder] = [], datasets: [SearchDataset] = []
    ) {
        self.conditions = conditions
        self.order = order
        self.datasets = datasets
    }
}

/// What of an entity is compared or ordered by.
package enum SearchField: Hashable, Sendable {
    /// One of the target's attributes by its canonical name.
    case attribute(String)
    case metric(String)
    case param(String)
    case tag(String)
    /// Of a run's dataset inputs: `name`, `digest` or `context`.
    case dataset(String)
}

/// One comparison of a field.
package struct SearchCondition: Hashable, Sendable {
    /// How the field is compared, with what.
    package enum Comparison: Hashable, Sendable {
        case equal(CatalogValue)
        case notEqual(CatalogValue)
        case less(CatalogValue)
        case lessOrEqual(CatalogValue)
        case greater(CatalogValue)
        case greaterOrEqual(CatalogValue)
        /// `%` stands for any text, `_` for one character; case counts.
        case like(String)
        case likeIgnoringCase(String)
        case oneOf([CatalogValue])
        case noneOf([CatalogValue])
        case isSet
        case isNotSet
    }

    package var field: SearchField
    package var comparison: Comparison

    package init(field: SearchField, comparison: Comparison) {
        self.field = field
        self.comparison = comparison
    }
}

/// One key of the order.
package struct SearchOrder: Hashable, Sendable {
    package var field: SearchField
    package var ascending: Bool
    /// Of logged models' metrics: only values on this dataset count.
    package var dataset: SearchDataset?

    package init(field: SearchField, ascending: Bool, dataset: SearchDataset? = nil) {
        self.field = field
        self.ascending = ascending
        self.dataset = dataset
    }
}

/// A dataset that metrics were measured on. What is nil does not matter.
package struct SearchDataset: Hashable, Sendable {
    package var name: String?
    package var digest: String?

    package init(name: String?, digest: String?) {
        self.name = name
        self.digest = digest
    }
}
