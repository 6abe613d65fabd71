internal import Catalog

/// What a search of one kind of thing calls its fields.
struct SearchGrammar: Sendable {
    let target: SearchTarget
    /// Other names of attributes.
    var attributeAliases: [String: String] = [:]
    /// Attributes that the catalog keeps as numbers and clients write in quotes.
    var numbersInQuotes: Set<String> = []

    static let experiments = SearchGrammar(target: .experiments, numbersInQuotes: ["experiment_id"])
    static let runs = SearchGrammar(
        target: .runs,
        attributeAliases: [
            "run name": "run_name", "Run name": "run_name", "Run Name": "run_name", "created": "start_time",
            "Created": "start_time",
        ])
    static let loggedModels = SearchGrammar(
        target: .loggedModels,
        attributeAliases: [
            "creation_time": "creation_timestamp", "creation_timestamp_ms": "creation_timestamp",
            "last_updated_timestamp_ms": "last_updated_timestamp",
        ])
    static let registeredModels = SearchGrammar(
        target: .registeredModels, attributeAliases: ["timestamp": "last_updated_timestamp"])
    static let modelVersions = SearchGrammar(
        target: .modelVersions,
        attributeAliases: ["version": "version_number", "timestamp": "last_updated_timestamp"],
        numbersInQuotes: ["version_number"])

    /// The field that `name` or `entity.name` means.
    func field(_ name: String) throws -> SearchField {
        guard let dot = name.firstIndex(of: ".") else { return try attribute(name) }
        return try field(entity: String(name[..<dot]), key: String(name[name.index(after: dot)...]))
    }

    /// The field of an entity under any of the entity's names.
    func field(entity: String, key: String) throws -> SearchField {
        let field: SearchField
        switch entity {
        case "metric", "metrics": field = .metric(key)
        case "param", "params", "parameter", "parameters": field = .param(key)
        case "tag", "tags": field = .tag(key)
        case "attr", "attribute", "attributes", "run": field = try attribute(key)
        case "dataset", "datasets":
            guard ["name", "digest", "context"].contains(key) else {
                throw MLflowError.invalid(
                    "Invalid dataset key '\(key)' specified. Valid keys are 'name', 'digest', 'context'")
            }
            field = .dataset(key)
        default: throw MLflowError.invalid("Invalid entity type '\(entity)' in search")
        }
        guard target.has(field) else { throw MLflowError.invalid("Invalid entity type '\(entity)' for this search") }
        return field
    }

    private func attribute(_ name: String) throws -> SearchField {
        let canonical = attributeAliases[name] ?? name
        guard target.attributes[canonical] != nil else {
            let known = target.attributes.keys.sorted().joined(separator: "', '")
            throw MLflowError.invalid("Invalid attribute key '\(name)' specified. Valid keys are '\(known)'")
        }
        return .attribute(canonical)
    }

    /// Whether the field is compared as a number.
    func isNumeric(_ field: SearchField) -> Bool {
        switch field {
        case .attribute(let name): target.attributes[name]?.isNumeric ?? false
        case .metric: true
        case .param, .tag, .dataset: false
        }
    }

    /// Whether a quoted number is a number for the field.
    func isNumberInQuotes(_ field: SearchField) -> Bool {
        if case .attribute(let name) = field { numbersInQuotes.contains(name) } else { false }
    }

    /// The whole search. `filter` and each of `order` is as clients write it, such as `metrics.f1 DESC`.
    func search(filter: String?, order: [String]) throws -> Search {
        let conditions = try FilterParser.conditions(in: filter, self)
        for condition in conditions {
            if case .attribute(let name) = condition.field, target.attributes[name]?.isFilterable == false {
                throw MLflowError.invalid(
                    "Invalid attribute key '\(name)' specified: it orders, but cannot be filtered by")
            }
        }
        return Search(conditions: conditions, order: try order.map(self.order))
    }

    private func order(_ text: String) throws -> SearchOrder {
        var tokens = try FilterLexer.tokens(of: text)
        var ascending = true
        if tokens.count > 1, case .word(let word)? = tokens.last, ["ASC", "DESC"].contains(word.uppercased()) {
            ascending = word.uppercased() == "ASC"
            tokens.removeLast()
        }
        switch tokens.first {
        case .word(let word)? where tokens.count == 1: return SearchOrder(field: try field(word), ascending: ascending)
        case .text(let key)? where tokens.count == 1: return SearchOrder(field: try field(key), ascending: ascending)
        case .quotedKey(let entity, let key)? where tokens.count == 1:
            return SearchOrder(field: try field(entity: entity, key: key), ascending: ascending)
        default: throw MLflowError.invalid("Invalid order_by clause '\(text)'")
        }
    }
}
