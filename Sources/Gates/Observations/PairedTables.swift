/// The predictions of candidate and champion for the same rows.
package struct PairedTables: Sendable {
    package let candidate: ObservationTable
    package let champion: ObservationTable
    /// For each row of the candidate's table the champion's row; nil if they are in the same order.
    package let championRows: [Int]?

    /// The rows of both.
    package var rows: Int { candidate.rows }

    /// One table that has the columns of both.
    package init(_ table: ObservationTable) {
        candidate = table
        champion = table
        championRows = nil
    }

    /// Two tables whose rows were matched already.
    init(candidate: ObservationTable, champion: ObservationTable, championRows: [Int]?) {
        self.candidate = candidate
        self.champion = champion
        self.championRows = championRows
    }

    /// Pairs the rows of two tables by their order or by a key column that both have.
    ///
    /// `labels` is a column that both tables have, and must be the same in both: two evaluations whose labels differ did not see the
    /// same rows.
    package init(
        candidate: ObservationTable, champion: ObservationTable, key: String?, labels: String?
    ) throws(ObservationError) {
        self.candidate = candidate
        self.champion = champion
        if let key {
            championRows = try Self.match(candidate, champion, key: key)
        } else {
            guard candidate.rows == champion.rows else {
                throw ObservationError(
                    source: candidate.source,
                    message:
                        "has \(candidate.rows) rows and '\(champion.source)' has \(champion.rows): name a key column, "
                        + "or score both on the same rows")
            }
            championRows = nil
        }
        if let labels { try requireSame(labels) }
    }

    /// The champion's numbers in the candidate's order, all of them finite.
    package func championNumbers(_ name: String) throws(ObservationError) -> [Double] {
        let values = try champion.numbers(name)
        guard let championRows else { return values }
        return championRows.map { values[$0] }
    }

    /// The champion's values of text in the candidate's order, none of them missing.
    package func championCategories(_ name: String) throws(ObservationError) -> CategoryColumn {
        let column = try champion.categories(name)
        guard let championRows else { return column }
        return CategoryColumn(codes: championRows.map { column.codes[$0] }, categories: column.categories)
    }

    private static func match(
        _ candidate: ObservationTable, _ champion: ObservationTable, key: String
    ) throws(ObservationError) -> [Int] {
        let mine = try candidate.categories(key)
        let theirs = try champion.categories(key)
        _ = try rowsByCode(mine, of: candidate, key: key)
        let rowOfCode = try rowsByCode(theirs, of: champion, key: key)
        let codeOf = Dictionary(uniqueKeysWithValues: zip(theirs.categories, rowOfCode))
        let matched = mine.codes.map { codeOf[mine.categories[Int($0)]] ?? -1 }
        let missing = matched.count { $0 < 0 }
        if let row = matched.firstIndex(of: -1) {
            throw ObservationError(
                source: candidate.source, row: row + 1, column: key,
                message:
                    "'\(mine.categories[Int(mine.codes[row])])' is not in '\(champion.source)', as are \(missing) of "
                    + "\(candidate.rows) keys: score both on the same rows")
        }
        guard candidate.rows == champion.rows else {
            throw ObservationError(
                source: champion.source, column: key,
                message:
                    "has \(champion.rows - candidate.rows) keys that are not in '\(candidate.source)': score both on the "
                    + "same rows")
        }
        return matched
    }

    /// The row of each code, which must be one.
    private static func rowsByCode(
        _ column: CategoryColumn, of table: ObservationTable, key: String
    ) throws(ObservationError) -> [Int] {
        var rows = [Int](repeating: -1, count: column.categories.count)
        for (row, code) in column.codes.enumerated() {
            guard rows[Int(code)] < 0 else {
                throw ObservationError(
                    source: table.source, row: row + 1, column: key,
                    message:
                        "'\(column.categories[Int(code)])' is in row \(rows[Int(code)] + 1) already: a key names one row"
                )
            }
            rows[Int(code)] = row
        }
        return rows
    }

    private func requireSame(_ labels: String) throws(ObservationError) {
        let difference: Int?
        switch (candidate.columns[labels], champion.columns[labels]) {
        case (.numbers, .numbers):
            let mine = try candidate.numbers(labels)
            let theirs = try championNumbers(labels)
            difference = mine.indices.first { mine[$0] != theirs[$0] }
        case (.categories, .categories):
            let mine = try candidate.categories(labels)
            let theirs = try championCategories(labels)
            // The champion's codes in the candidate's numbering: comparing texts row by row would cost more than reading them.
            let codeOf = Dictionary(mine.categories.enumerated().map { ($1, UInt32($0)) }) { first, _ in first }
            let recoded = theirs.categories.map { codeOf[$0] ?? CategoryColumn.missing }
            difference = mine.codes.indices.first { mine.codes[$0] != recoded[Int(theirs.codes[$0])] }
        default:
            throw ObservationError(
                source: candidate.source, column: labels, message: "was not read alike from both files")
        }
        guard let row = difference else { return }
        throw ObservationError(
            source: candidate.source, row: row + 1, column: labels,
            message:
                "is not what '\(champion.source)' has in row \((championRows?[row] ?? row) + 1): the rows do not belong "
                + "together")
    }
}
