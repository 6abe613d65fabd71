/// One page of a search of a table that is smaller than that of the runs: experiments, logged models, registered models, versions.
///
/// It is driven by the rows that a condition leads to, if those are few; else by the table in the order asked for, which an index has
/// for orders that searches usually ask for.
struct TableSearch {
    let transaction: CatalogTransaction
    let target: SearchTarget
    let table: SQL
    let columns: SQL
    /// Conditions on the table's rows besides those of the search, without a leading AND.
    let scope: SQL
    /// Joins rows `w` of a source to the table.
    let join: SQL

    /// Up to `limit` rows behind `after`. `sources` are queries for keys of the table, each of which leads to all that may be found.
    func hits<Element>(
        _ search: Search, sources: [SQL], after: SearchCursor?, limit: Int,
        _ element: (StatementRow) throws(CatalogError) -> Element
    ) throws(CatalogError) -> [SearchHit<Element>] {
        let terms = search.terms(of: target).count
        let source = try narrowest(of: sources, below: max(256, 4 * limit))
        var hits: [SearchHit<Element>] = []
        try transaction.forEach(query(search, from: source, after: after, limit: limit)) { row throws(CatalogError) in
            hits.append(SearchHit(element: try element(row), values: row.last(terms)))
        }
        return hits
    }

    /// The query for a page, driven by a source or, without one, by the order.
    func query(_ search: Search, from source: SQL?, after: SearchCursor?, limit: Int) -> SQL {
        let terms = search.terms(of: target)
        var from = table
        // CROSS JOIN, because SQLite keeps its order.
        if let source { from = "(\(sql: source)) w CROSS JOIN \(sql: table) ON \(sql: join)" }
        let query: SQL = """
            SELECT \(sql: columns)\(sql: terms.columns) FROM \(sql: from) WHERE \(sql: scope)
            \(sql: search.conditions(of: target))\(sql: terms.isBehind(after?.values))\(sql: terms.order) LIMIT \(limit)
            """
        return query.preparedOnce
    }

    private func narrowest(of sources: [SQL], below bound: Int) throws(CatalogError) -> SQL? {
        // Where a page is as large, finding its rows is the smaller part.
        if sources.count == 1, bound > 10_000 { return sources[0] }
        var (narrowest, fewest): (SQL?, Int) = (nil, bound)
        for source in sources where fewest > 0 {
            let count: Int? = try transaction.value(
                ("SELECT COUNT(*) FROM (SELECT 1 FROM (\(sql: source)) LIMIT \(fewest))" as SQL).preparedOnce)
            if let count, count < fewest { (narrowest, fewest) = (source, count) }
        }
        return narrowest
    }
}

extension SearchCondition {
    /// The values that the field must have one of; nil if the condition names none.
    var values: [CatalogValue]? {
        switch comparison {
        case .equal(let value): [value]
        case .oneOf(let values): values
        default: nil
        }
    }

    /// ` AND …` on a column that the condition compares: what an index can use of it, nil if that is nothing.
    func bound(on column: SQL) -> SQL? {
        if let values { return " AND \(sql: column) IN \(list: values)" }
        guard case .like(let pattern) = comparison else { return nil }
        let prefix = TextPrefix(ofPattern: pattern)
        return prefix.text.isEmpty ? nil : prefix.condition(on: column)
    }

    /// ` AND …` on a column of values: as `bound`, for an index on their first 128 characters.
    func boundOnPrefix(of column: SQL) -> SQL? {
        let prefix: SQL = "SUBSTR(\(sql: column), 1, 128)"
        if let values {
            let cut = values.map { value in "SUBSTR(\(value), 1, 128)" as SQL }
            return " AND \(sql: prefix) IN (\(sql: .joined(cut, by: ", ")))"
        }
        return bound(on: prefix)
    }
}
