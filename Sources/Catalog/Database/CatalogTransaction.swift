internal import GRDB

/// One transaction on the catalog, given by `Catalog.read` and `Catalog.write` and valid only inside their closure.
///
/// Queries are methods of it, in extensions named for their concept; so operations compose: what one `write` closure does is stored
/// as a whole or not at all. Not sendable: it never leaves the thread of its connection.
package struct CatalogTransaction {
    private let database: Database
    private let statements: RequestStatements
    /// nil if it may take as long as it takes.
    private let budget: ReadBudget?

    init(database: Database, statements: RequestStatements, budget: ReadBudget? = nil) {
        self.database = database
        self.statements = statements
        self.budget = budget
    }

    /// All rows of a query, in the order of its ORDER BY. Bound results with LIMIT: they are copied into memory.
    package func rows(_ sql: SQL) throws(CatalogError) -> [CatalogRow] {
        try check(sql) {
            let statement = try prepared(sql)
            defer { statement.reset() }
            try statement.bind(sql.parameters)
            guard try statement.step() else { return [] }
            let header = CatalogRow.Header(columns: statement.columnNames, sql: sql.text)
            let count = header.columns.count
            var rows: [CatalogRow] = []
            repeat {
                rows.append(CatalogRow(header: header, values: (0..<count).map(statement.value)))
            } while try statement.step()
            return rows
        }
    }

    /// Reads the rows of a query one after another, without copying them. `body` must not run the same query again.
    func forEach(_ sql: SQL, _ body: (StatementRow) throws(CatalogError) -> Void) throws(CatalogError) {
        try check(sql) {
            let statement = try prepared(sql)
            defer { statement.reset() }
            try statement.bind(sql.parameters)
            let row = row(of: statement, sql)
            while try statement.step() { try body(row) }
        }
    }

    /// The first row of a query, or nil if there is none.
    package func row(_ sql: SQL) throws(CatalogError) -> CatalogRow? { try rows(sql).first }

    /// The first column of the first row, or nil if there is no row: `let count: Int? = try transaction.value("SELECT COUNT(*) …")`.
    package func value<Value: CatalogConvertible>(_ sql: SQL) throws(CatalogError) -> Value? {
        guard let row = try row(sql) else { return nil }
        return try row[0]
    }

    /// Runs a statement without a result and gives the number of rows that it inserted, updated or deleted.
    @discardableResult
    package func execute(_ sql: SQL) throws(CatalogError) -> Int {
        try check(sql) {
            let statement = try prepared(sql)
            try statement.run(sql.parameters)
            return statement.isReadonly ? 0 : database.changesCount
        }
    }

    /// Runs a statement once for each element of `rows`, which are the values of `?1`, `?2` and so on, and gives the number of rows that
    /// it changed. The text is composed and looked up once for all of them.
    @discardableResult
    package func execute(_ sql: SQL, forEach rows: some Sequence<[CatalogValue]>) throws(CatalogError) -> Int {
        try check(sql) {
            var statement: PreparedStatement?
            var changes = 0
            for row in rows {
                let prepared = try statement ?? PreparedStatement(sql, in: database, statements)
                statement = prepared
                try prepared.run(row)
                changes += database.changesCount
            }
            return changes
        }
    }

    func prepared(_ sql: SQL) throws -> PreparedStatement {
        try PreparedStatement(sql, in: database, statements)
    }

    /// Where the statement of `sql` stands.
    func row(of statement: PreparedStatement, _ sql: SQL) -> StatementRow {
        StatementRow(statement: statement, sql: sql, budget: budget)
    }

    /// Errors of `body` as `CatalogError`, named for the table of `sql`.
    func check<Result>(_ sql: SQL, _ body: () throws -> Result) throws(CatalogError) -> Result {
        do {
            return try body()
        } catch {
            let table = CatalogRow.Header(columns: [], sql: sql.text).table
            throw CatalogError(error, operation: "querying '\(table)'")
        }
    }
}
