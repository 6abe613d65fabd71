extension Search {
    /// The order as terms, ended by the target's own.
    ///
    /// What is missing comes last in both directions, and NaN just before it, as MLflow has it.
    func terms(of target: SearchTarget) -> [SortTerm] {
        let asked = order.isEmpty ? target.defaultOrder : order
        return asked.flatMap { $0.terms(of: target) } + target.ties(behind: asked)
    }

    /// How many values a cursor of the search has.
    package func cursorLength(of target: SearchTarget) -> Int { terms(of: target).count }
}

extension SearchTarget {
    /// What decides where `order` does not; nothing if it has what is unique.
    func ties(behind order: [SearchOrder]) -> [SortTerm] {
        let ordered = Set(order.map(\.field))
        return tieBreakers.filter { !ordered.contains(.attribute($0.attribute)) }.map(\.term)
    }
}

extension SearchOrder {
    /// The expressions of this key, which are never null; none for fields that the target lacks.
    func terms(of target: SearchTarget) -> [SortTerm] {
        switch field {
        case .attribute(let name):
            guard let attribute = target.attributes[name] else { return [] }
            return Self.terms(of: attribute, ascending)
        case .metric(let key):
            guard let metrics = target.metrics else { return [] }
            let latest: SQL = """
                \(sql: metrics) AND c.key = \(key)\(sql: dataset?.condition ?? "") \
                ORDER BY c.timestamp DESC, c.step DESC, c.run_id LIMIT 1
                """
            return [
                SortTerm("COALESCE((SELECT c.is_nan \(sql: latest)), 2)"),
                SortTerm("COALESCE((SELECT c.value \(sql: latest)), 0.0)", ascending: ascending),
            ]
        case .param(let key): return Self.terms(ofEntry: key, target.params, ascending)
        case .tag(let key): return Self.terms(ofEntry: key, target.tags, ascending)
        case .dataset: return []
        }
    }

    private static func terms(of attribute: SearchTarget.Attribute, _ ascending: Bool) -> [SortTerm] {
        let column = attribute.column
        if let inverse = attribute.inverse {
            let isMissing = SortTerm("CASE WHEN \(sql: inverse) = \(Int64.max) THEN 1 ELSE 0 END")
            return (ascending ? [isMissing] : []) + [SortTerm(inverse, ascending: !ascending)]
        }
        guard attribute.isNullable else { return [SortTerm(column, ascending: ascending)] }
        let missing: SQL = attribute.isNumeric ? "0" : "''"
        return [
            SortTerm("CASE WHEN \(sql: column) IS NULL THEN 1 ELSE 0 END"),
            SortTerm("COALESCE(\(sql: column), \(sql: missing))", ascending: ascending),
        ]
    }

    private static func terms(ofEntry key: String, _ entries: SQL?, _ ascending: Bool) -> [SortTerm] {
        guard let entries else { return [] }
        let value: SQL = "(SELECT c.value \(sql: entries) AND c.key = \(key))"
        return [
            SortTerm("CASE WHEN \(sql: value) IS NULL THEN 1 ELSE 0 END"),
            SortTerm("COALESCE(\(sql: value), '')", ascending: ascending),
        ]
    }
}
