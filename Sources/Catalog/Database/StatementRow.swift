/// Columns by their place in the SELECT list, counted from 0.
protocol RowColumns {
    /// Throws `damaged`, naming table and column, if the column holds something else than the caller expects.
    subscript<Value: CatalogConvertible>(index: Int) -> Value { get throws(CatalogError) }
}

extension CatalogRow: RowColumns {}

/// The row that a statement stands at. Valid only inside the closure that gets it.
struct StatementRow: RowColumns {
    let statement: PreparedStatement
    let sql: SQL
    let budget: ReadBudget?

    subscript<Value: CatalogConvertible>(index: Int) -> Value {
        get throws(CatalogError) {
            guard let converted = Value(catalogValue: statement.value(index)) else { return try copied[index] }
            return converted
        }
    }

    /// A text without a copy of it. Throws `damaged` if the column holds none.
    func text(_ index: Int) throws(CatalogError) -> ColumnText {
        guard let bytes = statement.text(index) else {
            _ = try copied[index] as String
            return ColumnText(bytes: UnsafeBufferPointer(start: nil, count: 0))
        }
        if let budget {
            budget.spend(bytes: bytes.count)
            if budget.isSpent { throw CatalogError(.failed, operation: "reading a text", message: "it takes too long") }
        }
        return ColumnText(bytes: bytes)
    }

    /// The values of the last `count` columns.
    func last(_ count: Int) -> [CatalogValue] {
        let end = statement.columnCount
        return (end - count..<end).map(statement.value)
    }

    private var copied: CatalogRow {
        let header = CatalogRow.Header(columns: statement.columnNames, sql: sql.text)
        return CatalogRow(header: header, values: header.columns.indices.map(statement.value))
    }
}

/// A text where the database has it, in UTF-8 that nobody has checked. Gone with its row: copy what is to stay.
package struct ColumnText {
    package let bytes: UnsafeBufferPointer<UInt8>

    package var isEmpty: Bool { bytes.isEmpty }

    /// A copy. Bytes that are not UTF-8 become U+FFFD.
    var string: String { String(decoding: bytes, as: UTF8.self) }
}
