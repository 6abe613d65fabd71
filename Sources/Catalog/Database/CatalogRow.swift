/// One row of a result, copied out of the database.
package struct CatalogRow: Sendable {
    /// What the rows of one result share.
    final class Header: Sendable {
        let columns: [String]
        let sql: String

        init(columns: [String], sql: String) {
            self.columns = columns
            self.sql = sql
        }

        /// The first table that the statement names: good enough for a message.
        var table: String {
            var words = sql.split(whereSeparator: { " \n\t(),".contains($0) }).makeIterator()
            while let word = words.next() {
                if ["FROM", "INTO", "UPDATE"].contains(word.uppercased()) {
                    return words.next().map(String.init) ?? "?"
                }
            }
            return "?"
        }
    }

    let header: Header
    let values: [CatalogValue]

    /// The value of the column named `column`, as the type that the caller expects: `let name: String = try row["name"]`.
    ///
    /// Throws `damaged`, naming table and column, if the column is missing or holds something else.
    package subscript<Value: CatalogConvertible>(column: String) -> Value {
        get throws(CatalogError) {
            guard let index = header.columns.firstIndex(of: column) else {
                throw damage(column: column, problem: "is not in the result")
            }
            return try value(at: index, named: column)
        }
    }

    /// The value of the column at `index`, counted from 0 in the order of the SELECT list. Cheaper than by name.
    package subscript<Value: CatalogConvertible>(index: Int) -> Value {
        get throws(CatalogError) {
            guard values.indices.contains(index) else {
                throw damage(column: "\(index)", problem: "is not in the result")
            }
            return try value(at: index, named: header.columns[index])
        }
    }

    private func value<Value: CatalogConvertible>(at index: Int, named column: String) throws(CatalogError) -> Value {
        guard let value = Value(catalogValue: values[index]) else {
            throw damage(column: column, problem: "holds \(values[index].kind) that is no \(Value.self)")
        }
        return value
    }

    private func damage(column: String, problem: String) -> CatalogError {
        CatalogError(.damaged, operation: "reading '\(header.table)'", message: "column '\(column)' \(problem)")
    }
}
