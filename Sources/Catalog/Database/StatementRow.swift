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

    subscript<Value: CatalogConvertible>(index: Int) -> Value {
        get throws(CatalogError) {
            let value = statement.value(index)
            guard let converted = Value(catalogValue: value) else {
                let header = CatalogRow.Header(columns: statement.columnNames, sql: sql.text)
                return try CatalogRow(header: header, values: header.columns.indices.map(statement.value))[index]
            }
            return converted
        }
    }
}
