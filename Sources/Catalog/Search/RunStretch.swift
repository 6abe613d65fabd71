/// Runs of one experiment and stage that an index has in the order that a search asks for, so that a page is read from where it begins.
struct RunStretch {
    /// What the first sort values are for all of these runs; the values of `terms` follow.
    var constants: [CatalogValue] = []
    /// Rows `i` of an index of entries or metrics: ` AND …` for those that count. nil if the runs themselves are read.
    var index: Index?
    /// Conditions on runs, without a leading AND.
    var scope: SQL
    /// The rest of the order, beginning with what the index has.
    var terms: [SortTerm]
    /// Whether `constants` and `terms` are the sort values as the runs' own rows give them, so that nobody need look those up.
    var hasSortValues = false
    /// Whether the index is read from its highest value down, and nothing but the tie-breakers decides among equal ones.
    var descendsByValue = false

    /// The stretch of an index of metrics or entries.
    struct Index {
        let table: SQL
        let condition: SQL
        /// ` AND …` on the value. Apart, because SQLite would take a bound for its search where there is an equation.
        var bound: SQL = ""
    }

    /// The query for up to `limit` runs, newest positions first after `after`; `columns` are of `mlflow_runs`.
    ///
    /// CROSS JOIN, because SQLite keeps its order: the index is the outer loop, and LIMIT ends it early.
    func query(_ columns: SQL, where conditions: SQL, limit: Int) -> SQL {
        guard let index else {
            return """
                SELECT \(sql: columns) FROM mlflow_runs WHERE \(sql: scope)\(sql: conditions)\(sql: terms.order)
                LIMIT \(limit)
                """
        }
        guard descendsByValue else {
            return """
                SELECT \(sql: columns) FROM \(sql: index.table) i CROSS JOIN mlflow_runs ON mlflow_runs.id = i.run_id
                WHERE \(sql: index.condition)\(sql: index.bound) AND \(sql: scope)\(sql: conditions)
                \(sql: terms.order) LIMIT \(limit)
                """
        }
        return descending(index, columns, where: conditions, limit: limit)
    }

    /// From the highest value down, and the newest first among equal ones. An index read backwards would give those the other way round,
    /// and sorting them would take long where many runs share a value. So the values come one after another from a recursive
    /// expression, and the runs of each lie in the index in order. SQLite makes the next value only when the runs of the last are used
    /// up, and gives the rows as its loops find them; an ORDER BY would make it sort them all.
    private func descending(_ index: Index, _ columns: SQL, where conditions: SQL, limit: Int) -> SQL {
        let rows: SQL = "FROM \(sql: index.table) i WHERE \(sql: index.condition)\(sql: index.bound)"
        return """
            WITH RECURSIVE d (value) AS (
                SELECT MAX(i.value) \(sql: rows)
                UNION ALL
                SELECT (SELECT MAX(i.value) \(sql: rows) AND i.value < d.value) FROM d WHERE d.value IS NOT NULL)
            SELECT \(sql: columns) FROM d CROSS JOIN \(sql: index.table) i CROSS JOIN mlflow_runs ON mlflow_runs.id = i.run_id
            WHERE i.value = d.value AND \(sql: index.condition) AND \(sql: scope)\(sql: conditions) LIMIT \(limit)
            """
    }

    /// The parts of the stretch that lie behind `after`, the sort values of a whole order: what shares the first value with it, and what
    /// comes behind that. So each begins at its place in the index.
    func parts(behind after: [CatalogValue]?) -> [RunStretch] {
        guard let after else { return [self] }
        for (constant, value) in zip(constants, after) where constant != value {
            // The leading terms are ascending, but for those of an equal value further on.
            return SortTerm("").precedes(value, constant) ? [self] : []
        }
        let rest = Array(after.dropFirst(constants.count))
        guard let first = terms.first, let value = rest.first else { return [] }
        var equal = self
        equal.index?.bound = ""
        equal = equal.restricted(by: " AND \(sql: first.expression) = \(value)")
        equal.terms.removeFirst()
        equal.constants.append(value)
        equal.descendsByValue = false
        guard !equal.terms.isEmpty else { return [restricted(by: " AND \(sql: first.isBehind(value))", isBound: true)] }
        equal = equal.restricted(by: equal.terms.isBehind(Array(rest.dropFirst())))
        return [equal, restricted(by: " AND \(sql: first.isBehind(value))", isBound: true)]
    }

    /// Places in an index are conditions on it, and bounds of its value.
    private func restricted(by condition: SQL, isBound: Bool = false) -> RunStretch {
        var copy = self
        switch (index, isBound) {
        case (let index?, true): copy.index?.bound = index.bound + condition
        case (let index?, false):
            copy.index = Index(table: index.table, condition: index.condition + condition, bound: index.bound)
        case (nil, _): copy.scope += condition
        }
        return copy
    }
}
