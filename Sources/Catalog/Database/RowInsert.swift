/// A statement that inserts rows which have their first column in common, several at a time: to begin and to end a statement costs SQLite
/// more than a row does.
struct RowInsert: Sendable {
    /// The statement for so many rows.
    struct Size: Sendable {
        let rows: Int
        let sql: SQL
    }

    /// The longest first.
    private let sizes: [Size]
    /// How many columns each row has of its own.
    let ownColumns: Int

    /// `table` is the table with the list of its columns, `rest` what comes behind the rows.
    init(into table: SQL, columns: Int, _ rest: SQL) {
        ownColumns = columns - 1
        sizes = [64, 16, 4, 1].map { rows in
            Size(
                rows: rows,
                sql: "INSERT INTO \(sql: table) VALUES \(sql: .rows(rows, sharingFirstOf: columns)) \(sql: rest)")
        }
    }

    /// The longest statement that `count` rows fill; `count` is at least 1.
    func size(forUpTo count: Int) -> Size? { sizes.first { $0.rows <= count } }
}

extension CatalogTransaction {
    /// Inserts a row for each of `elements` and gives the number of rows that were inserted or updated. `columns` appends an element's own
    /// values, in the order of the columns behind the first, whose value is `first` in all rows.
    @discardableResult
    func insert<Element>(
        _ elements: some RandomAccessCollection<Element>, _ insert: RowInsert, first: CatalogValue,
        _ columns: (Element, inout [CatalogValue]) -> Void
    ) throws(CatalogError) -> Int {
        var rest = elements[...]
        var changes = 0
        while let size = insert.size(forUpTo: rest.count) {
            var values = [first]
            values.reserveCapacity(1 + size.rows * insert.ownColumns)
            for element in rest.prefix(size.rows) { columns(element, &values) }
            changes += try execute(size.sql.binding(values))
            rest = rest.dropFirst(size.rows)
        }
        return changes
    }
}
