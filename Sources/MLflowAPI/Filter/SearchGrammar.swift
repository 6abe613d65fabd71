internal import Catalog

/// What a search of one kind of thing calls its fields, and which comparisons it has for them.
package struct SearchGrammar: Sendable {
    /// How a field is compared.
    struct Rule: Sendable {
        enum Kind: Sendable {
            case text
            case number
            /// A whole number.
            case integer
            /// A whole number that clients write in quotes; without quotes if it is a version.
            case quotedInteger
        }

        var kind: Kind
        var comparators: [String]

        static let number = Rule(kind: .number, comparators: ordered)
        static let integer = Rule(kind: .integer, comparators: ordered)
        static let text = Rule(kind: .text, comparators: ["!=", "=", "LIKE", "ILIKE"])
        static let listed = Rule(kind: .text, comparators: text.comparators + lists)
        static let nullable = Rule(kind: .text, comparators: text.comparators + ["IS NULL", "IS NOT NULL"])
        static let ordered = [">", ">=", "!=", "=", "<", "<="]
        static let lists = ["IN", "NOT IN"]
    }

    let target: SearchTarget
    /// Names of entities for messages.
    var entities: [String]
    var metrics: Set<String> = []
    var params: Set<String> = []
    var tags: Set<String> = []
    var attributes: Set<String> = []
    var datasets: Set<String> = []
    var tagRule = Rule.text
    /// By the name that clients use.
    var attributeRules: [String: (field: SearchField, rule: Rule)]
    /// Attributes that results can be ordered by, by the name that clients use.
    var orders: [String: String]
    /// Whether tags, params and metrics order results too.
    var ordersByEntries = false
    /// Whether texts may stand without quotes.
    var takesBareTexts = false
    /// What attributes' values are in the catalog, where clients may write something shorter.
    var values: [SearchField: [String: String]] = [:]

    /// The field that a name in a filter means.
    func field(_ text: String) throws -> (field: SearchField, rule: Rule) {
        let name = FilterName(text)
        guard let entity = name.entity else { return try attribute(name.key) }
        if metrics.contains(entity) { return (.metric(name.key), .number) }
        if params.contains(entity) { return (.param(name.key), tagRule) }
        if tags.contains(entity) { return (.tag(name.key), tagRule) }
        if attributes.contains(entity) { return try attribute(name.key) }
        if datasets.contains(entity) {
            guard ["name", "digest", "context"].contains(name.key) else {
                throw MLflowError.invalid(
                    "Invalid dataset key '\(name.key)' specified. Valid keys are 'name', 'digest', 'context'")
            }
            return (.dataset(name.key), .listed)
        }
        throw MLflowError.invalid("Invalid entity type '\(entity)'. Valid values are \(Self.list(entities))")
    }

    private func attribute(_ key: String) throws -> (field: SearchField, rule: Rule) {
        guard let attribute = attributeRules[key] else {
            throw MLflowError.invalid(
                "Invalid attribute key '\(key)' specified. Valid keys are \(Self.list(attributeRules.keys.sorted()))")
        }
        return attribute
    }

    /// The field that a name in an order means.
    func orderField(_ text: String) throws -> SearchField {
        let name = FilterName(text)
        if let entity = name.entity, !attributes.contains(entity) {
            guard ordersByEntries else {
                throw MLflowError.invalid("Invalid order by key '\(text)' specified. Valid keys are \(orderNames)")
            }
            let field = try field(text).field
            if case .dataset = field { throw MLflowError.invalid("Invalid order_by entity type 'dataset'") }
            return field
        }
        guard let canonical = orders[name.key] else {
            throw MLflowError.invalid("Invalid attribute key '\(name.key)' specified. Valid keys are \(orderNames)")
        }
        return .attribute(canonical)
    }

    private var orderNames: String { Self.list(orders.keys.sorted()) }

    static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}
