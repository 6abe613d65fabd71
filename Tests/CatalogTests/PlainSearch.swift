@testable import Catalog

/// Something that can be searched, as a plain value.
struct PlainItem {
    enum Attribute {
        case text(String)
        case number(Int64)
    }

    var id: String
    /// What is missing is null.
    var attributes: [String: Attribute] = [:]
    /// A metric's values, with the dataset that each was measured on. Of a run there is one, the latest.
    var metrics: [String: [(value: Double, dataset: SearchDataset)]] = [:]
    var params: [String: String] = [:]
    var tags: [String: String] = [:]
    /// Properties of each dataset input.
    var datasets: [[String: String]] = []
}

/// Searches plain values in the most straightforward way: what each comparison means is written down once more, without SQL.
struct PlainSearch {
    /// Attributes that decide when nothing else does, with their direction.
    let ties: [(attribute: String, ascending: Bool)]
    let defaultOrder: [SearchOrder]

    func results(_ search: Search, in items: [PlainItem]) -> [String] {
        let order = search.order.isEmpty ? defaultOrder : search.order
        let asked = Set(order.map(\.field))
        let whole =
            order
            + ties.filter { !asked.contains(.attribute($0.attribute)) }
            .map { SearchOrder(field: .attribute($0.attribute), ascending: $0.ascending) }
        return items.filter { matches(search, $0) }.sorted { precedes($0, $1, whole) }.map(\.id)
    }

    private func matches(_ search: Search, _ item: PlainItem) -> Bool {
        let isMetric = { (field: SearchField) in if case .metric = field { true } else { false } }
        if !search.datasets.isEmpty, !search.conditions.contains(where: { isMetric($0.field) }) {
            let measured = item.metrics.values.contains { values in
                values.contains { isOn($0.dataset, search.datasets) }
            }
            guard measured else { return false }
        }
        return search.conditions.allSatisfy { matches($0, item, search.datasets) }
    }

    private func matches(_ condition: SearchCondition, _ item: PlainItem, _ datasets: [SearchDataset]) -> Bool {
        switch condition.field {
        case .attribute(let name):
            switch item.attributes[name] {
            case .text(let text)?: return matches(condition.comparison, text)
            case .number(let number)?: return matches(condition.comparison, Double(number))
            case nil: return false
            }
        case .metric(let key):
            return (item.metrics[key] ?? []).contains { metric in
                (datasets.isEmpty || isOn(metric.dataset, datasets)) && matches(condition.comparison, metric.value)
            }
        case .param(let key): return matches(condition.comparison, entry: item.params[key])
        case .tag(let key): return matches(condition.comparison, entry: item.tags[key])
        case .dataset(let property):
            return item.datasets.contains { dataset in
                dataset[property].map { matches(condition.comparison, $0) } ?? false
            }
        }
    }

    private func isOn(_ dataset: SearchDataset, _ asked: [SearchDataset]) -> Bool {
        asked.contains { ($0.name ?? dataset.name) == dataset.name && ($0.digest ?? dataset.digest) == dataset.digest }
    }

    private func matches(_ comparison: SearchCondition.Comparison, entry: String?) -> Bool {
        switch comparison {
        case .isSet: entry != nil
        case .isNotSet: entry == nil
        default: entry.map { matches(comparison, $0) } ?? false
        }
    }

    private func matches(_ comparison: SearchCondition.Comparison, _ text: String) -> Bool {
        switch comparison {
        case .equal(let value): .text(text) == value
        case .notEqual(let value): .text(text) != value
        case .like(let pattern): Self.like(Array(text.unicodeScalars), Array(pattern.unicodeScalars))
        case .likeIgnoringCase(let pattern):
            Self.like(Array(text.lowercased().unicodeScalars), Array(pattern.lowercased().unicodeScalars))
        case .oneOf(let values): values.contains(.text(text))
        case .noneOf(let values): !values.contains(.text(text))
        case .isSet: true
        case .isNotSet, .less, .lessOrEqual, .greater, .greaterOrEqual: false
        }
    }

    private func matches(_ comparison: SearchCondition.Comparison, _ number: Double) -> Bool {
        func with(_ value: CatalogValue, _ compare: (Double, Double) -> Bool) -> Bool {
            switch value {
            case .integer(let integer): compare(number, Double(integer))
            case .real(let real): compare(number, real)
            case .text, .blob, .null: false
            }
        }
        return switch comparison {
        case .equal(let value): with(value, ==)
        case .notEqual(let value): with(value, !=)
        case .less(let value): with(value, <)
        case .lessOrEqual(let value): with(value, <=)
        case .greater(let value): with(value, >)
        case .greaterOrEqual(let value): with(value, >=)
        case .oneOf(let values): values.contains { with($0, ==) }
        case .noneOf(let values): !values.contains { with($0, ==) }
        case .isSet: true
        case .isNotSet, .like, .likeIgnoringCase: false
        }
    }

    private static func like(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = Array(pattern.dropFirst())
        if first == "%" { return (0...text.count).contains { like(Array(text.dropFirst($0)), rest) } }
        guard let scalar = text.first, first == "_" || first == scalar else { return false }
        return like(Array(text.dropFirst()), rest)
    }
}

extension PlainSearch {
    /// What an item is ordered by: values in their order, then NaN, then what is missing.
    private enum Place {
        case number(Double)
        case text(String)
        case nan
        case missing

        var rank: Int {
            switch self {
            case .number, .text: 0
            case .nan: 1
            case .missing: 2
            }
        }
    }

    private func precedes(_ left: PlainItem, _ right: PlainItem, _ order: [SearchOrder]) -> Bool {
        for key in order {
            let (one, other) = (place(of: left, key), place(of: right, key))
            if one.rank != other.rank { return one.rank < other.rank }
            switch (one, other) {
            case (.number(let one), .number(let other)) where one != other: return (one < other) == key.ascending
            case (.text(let one), .text(let other)) where Array(one.utf8) != Array(other.utf8):
                return one.utf8.lexicographicallyPrecedes(other.utf8) == key.ascending
            default: continue
            }
        }
        return false
    }

    private func place(of item: PlainItem, _ key: SearchOrder) -> Place {
        switch key.field {
        case .attribute(let name):
            switch item.attributes[name] {
            case .text(let text)?: return .text(text)
            case .number(let number)?: return .number(Double(number))
            case nil: return .missing
            }
        case .metric(let name):
            // The last one that is listed is the latest.
            let values = (item.metrics[name] ?? []).filter { key.dataset.map { isOn($0) }?($0.dataset) ?? true }
            guard let value = values.last?.value else { return .missing }
            return value.isNaN ? .nan : .number(value)
        case .param(let name): return item.params[name].map(Place.text) ?? .missing
        case .tag(let name): return item.tags[name].map(Place.text) ?? .missing
        case .dataset: return .missing
        }
    }

    private func isOn(_ asked: SearchDataset) -> (SearchDataset) -> Bool { { isOn($0, [asked]) } }

    private func isOn(_ dataset: SearchDataset, _ asked: SearchDataset) -> Bool { isOn(dataset, [asked]) }
}
