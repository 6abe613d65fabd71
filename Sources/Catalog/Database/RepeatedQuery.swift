/// A query that is run for one thing after another: its text is composed and looked up once, which costs as much as finding a row.
///
/// Valid as long as its transaction.
struct RepeatedQuery {
    fileprivate let sql: SQL
    fileprivate let statement: PreparedStatement
    fileprivate let transaction: CatalogTransaction

    /// Reads the rows for `values`, those of `?1`, `?2` and so on, one after another, without copying them. `body` must not run the same
    /// query.
    func forEach(
        _ values: [CatalogValue], _ body: (StatementRow) throws(CatalogError) -> Void
    ) throws(CatalogError) {
        try transaction.check(sql) {
            defer { statement.reset() }
            try statement.bind(values)
            let row = transaction.row(of: statement, sql)
            while try statement.step() { try body(row) }
        }
    }
}

extension CatalogTransaction {
    /// Prepares `sql`, which numbers its parameters, to be run again and again.
    func repeated(_ sql: SQL) throws(CatalogError) -> RepeatedQuery {
        RepeatedQuery(sql: sql, statement: try check(sql) { try prepared(sql) }, transaction: self)
    }
}
