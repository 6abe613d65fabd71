internal import Foundation
internal import GRDB

/// One transaction on the catalog, given by `Catalog.read` and `Catalog.write` and valid only inside their closure.
///
/// Queries are methods of it, in extensions named for their concept; so operations compose: what one `write` closure does is stored
/// as a whole or not at all. Not sendable: it never leaves the thread of its connection.
package struct CatalogTransaction {
    private let database: Database

    init(database: Database) { self.database = database }

    /// All rows of a query, in the order of its ORDER BY. Bound results with LIMIT: they are copied into memory.
    package func rows(_ sql: SQL) throws(CatalogError) -> [CatalogRow] {
        try check(sql) {
            let statement = try prepare(sql)
            let header = CatalogRow.Header(columns: statement.columnNames, sql: sql.text)
            let count = header.columns.count
            var rows: [CatalogRow] = []
            let cursor = try Row.fetchCursor(statement, arguments: arguments(of: sql))
            while let row = try cursor.next() {
                let values = (0..<count).map { CatalogValue(row[$0] as DatabaseValue) }
                rows.append(CatalogRow(header: header, values: values))
            }
            return rows
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
            let statement = try prepare(sql)
            try statement.execute(arguments: arguments(of: sql))
            return statement.isReadonly ? 0 : database.changesCount
        }
    }

    private func prepare(_ sql: SQL) throws -> Statement {
        try sql.isReusable ? database.cachedStatement(sql: sql.text) : database.makeStatement(sql: sql.text)
    }

    private func arguments(of sql: SQL) -> StatementArguments {
        StatementArguments(sql.parameters.map(\.databaseValue))
    }

    private func check<Result>(_ sql: SQL, _ body: () throws -> Result) throws(CatalogError) -> Result {
        do {
            return try body()
        } catch {
            let table = CatalogRow.Header(columns: [], sql: sql.text).table
            throw CatalogError(error, operation: "querying '\(table)'")
        }
    }
}

extension CatalogValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let real): self = .real(real)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}
