/// Reads what `mlflow.log_table` writes: pandas' split form, `{"columns": […], "data": [[…], …]}`.
package struct LoggedTableReader: Sendable {
    private let source: String
    private let bounds: ReadingBounds

    /// - Parameters:
    ///   - source: The file's name for messages.
    ///   - bounds: What the reader refuses to go beyond.
    package init(source: String, bounds: ReadingBounds = ReadingBounds()) {
        self.source = source
        self.bounds = bounds
    }

    /// Reads `columns`; the others are only skipped over. Numbers, `true`/`false` (1 and 0) and numbers in text are numbers; `null` is a
    /// missing value; `NaN` and `Infinity`, which Python writes, are read as such.
    package func read(_ bytes: [UInt8], columns: [ColumnRequest]) throws(ObservationError) -> ObservationTable {
        let result = bytes.withUnsafeBytes { raw in
            Result<ObservationTable, ObservationError> { () throws(ObservationError) in try read(raw, columns: columns)
            }
        }
        return try result.get()
    }

    /// The same for bytes in memory that belongs to somebody else.
    package func read(
        _ raw: UnsafeRawBufferPointer, columns: [ColumnRequest]
    ) throws(ObservationError) -> ObservationTable {
        var cursor = JSONCursor(source: source, bytes: raw.bindMemory(to: UInt8.self), bounds: bounds)
        var names: [String]?
        var data: JSONCursor?
        var table: ObservationTable?
        try cursor.expect("{")
        if try !cursor.take("}") {
            repeat {
                let key = try cursor.string()
                try cursor.expect(":")
                switch key {
                case "columns": names = try columnNames(&cursor)
                case "data" where names == nil:
                    data = cursor
                    try cursor.skipValue()
                case "data": table = try rows(&cursor, names: names ?? [], requests: columns)
                default: try cursor.skipValue()
                }
            } while try cursor.take(",")
            try cursor.expect("}")
        }
        if table == nil, let names, var data { table = try rows(&data, names: names, requests: columns) }
        guard let table else {
            throw ObservationError(
                source: source, message: "is not a table of 'mlflow.log_table': it has no 'columns' or no 'data'")
        }
        return table
    }

    private func columnNames(_ cursor: inout JSONCursor) throws(ObservationError) -> [String] {
        var names: [String] = []
        try cursor.expect("[")
        if try cursor.take("]") { return names }
        repeat {
            names.append(try cursor.string())
            guard names.count <= bounds.columns else { throw cursor.failure("more than \(bounds.columns) columns") }
        } while try cursor.take(",")
        try cursor.expect("]")
        return names
    }

    private func rows(
        _ cursor: inout JSONCursor, names: [String], requests: [ColumnRequest]
    ) throws(ObservationError) -> ObservationTable {
        let layout = try CSVHeader(source: source, bounds: bounds, names: names).layout(of: requests)
        let sinks = requests.map { ColumnSink($0, capacity: 1024) }
        let dictionaries = requests.map { _ in CategoryDictionary() }
        var row = 0
        try cursor.expect("[")
        if try !cursor.take("]") {
            repeat {
                guard row < bounds.rows else { throw cursor.failure("more than \(bounds.rows) rows") }
                for sink in sinks { sink.reserve(row: row) }
                cursor.row = row + 1
                try readRow(&cursor, row: row, names: names, layout: layout, sinks: sinks, dictionaries: dictionaries)
                row += 1
            } while try cursor.take(",")
            cursor.row = nil
            try cursor.expect("]")
        }
        var columns: [String: ObservationColumn] = [:]
        for (index, sink) in sinks.enumerated() {
            guard dictionaries[index].categories.count <= bounds.categories else {
                throw ObservationError(
                    source: source, column: sink.request.name, message: "more than \(bounds.categories) distinct values"
                )
            }
            columns[sink.request.name] = sink.column(rows: row, parts: [(0, dictionaries[index])])
        }
        return ObservationTable(source: source, rows: row, columns: columns)
    }

    private func readRow(
        _ cursor: inout JSONCursor, row: Int, names: [String], layout: [Int], sinks: [ColumnSink],
        dictionaries: [CategoryDictionary]
    ) throws(ObservationError) {
        try cursor.expect("[")
        var column = 0
        if try !cursor.take("]") {
            repeat {
                guard column < layout.count else {
                    throw cursor.failure("more values than the \(layout.count) columns")
                }
                cursor.column = names[column]
                let index = layout[column]
                if index < 0 {
                    try cursor.skipValue()
                } else if sinks[index].request.kind == .numbers {
                    sinks[index].numbers[row] = try cursor.number()
                } else {
                    sinks[index].codes[row] = try cursor.category(dictionaries[index])
                }
                cursor.column = nil
                column += 1
            } while try cursor.take(",")
            try cursor.expect("]")
        }
        guard column == layout.count else { throw cursor.failure("\(column) of \(layout.count) values") }
    }
}
