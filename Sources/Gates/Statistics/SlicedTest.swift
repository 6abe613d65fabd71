package import Promotion

/// One part of the rows, such as the customers of one region.
package struct EvidenceSlice: Sendable {
    package let name: String
    package let evidence: PairedEvidence

    package init(name: String, evidence: PairedEvidence) {
        self.name = name
        self.evidence = evidence
    }

    /// The slices of joint cells, counted in one pass over the rows.
    package static func classes(_ pairs: ClassPairs, by column: CategoryColumn) -> [EvidenceSlice] {
        zip(column.categories, pairs.cells(by: column)).map { EvidenceSlice(name: $0, evidence: .classes($1)) }
    }

    /// The slices of scores.
    package static func scores(_ pairs: ScorePairs, by column: CategoryColumn) -> [EvidenceSlice] {
        zip(column.categories, column.rowsByCategory).map { name, rows in
            EvidenceSlice(name: name, evidence: .scores(pairs.subset(rows)))
        }
    }

    /// The slices of numbers.
    package static func numbers(
        labels: [Double], candidate: [Double], champion: [Double], by column: CategoryColumn
    ) -> [EvidenceSlice] {
        zip(column.categories, column.rowsByCategory).map { name, rows in
            EvidenceSlice(
                name: name,
                evidence: .numbers(
                    labels: rows.map { labels[$0] }, candidate: rows.map { candidate[$0] },
                    champion: rows.map { champion[$0] }))
        }
    }
}

extension CategoryColumn {
    /// The rows of each category; those without one are in none.
    package var rowsByCategory: [[Int]] {
        var rows = [[Int]](repeating: [], count: categories.count)
        for (row, code) in codes.enumerated() where code != Self.missing { rows[Int(code)].append(row) }
        return rows
    }

    /// The combinations of several columns of the same length, as one column of texts like `emea, gold`; missing where one is.
    package static func combined(_ columns: [CategoryColumn]) -> CategoryColumn {
        guard var result = columns.first else { return CategoryColumn(codes: [], categories: []) }
        for column in columns.dropFirst() {
            var known: [UInt64: UInt32] = [:]
            var categories: [String] = []
            let codes = zip(result.codes, column.codes).map { first, second -> UInt32 in
                guard first != missing, second != missing else { return missing }
                let key = UInt64(first) << 32 | UInt64(second)
                if let code = known[key] { return code }
                let code = UInt32(categories.count)
                known[key] = code
                categories.append("\(result.categories[Int(first)]), \(column.categories[Int(second)])")
                return code
            }
            result = CategoryColumn(codes: codes, categories: categories)
        }
        return result
    }
}

/// One comparison for each slice of the rows: it passes if each slice that is large enough clears the margin, at a confidence that is
/// corrected for their number by Holm's procedure.
package struct SlicedTest: Hashable, Sendable {
    package var check: PairedTest
    /// The columns, as the title names them.
    package var columns: [String]
    /// Slices with fewer rows are left out, and counted in the sentence.
    package var minSliceRows: Int

    package init(check: PairedTest, columns: [String], minSliceRows: Int = 30) {
        self.check = check
        self.columns = columns
        self.minSliceRows = minSliceRows
    }

    /// More slices are not compared: each is resampled by itself.
    package static let mostSlices = 1_000

    package var title: String { "\(check.title), by \(columns.joined(separator: ", "))" }

    /// Judges the candidate, and names the worst slice.
    package func result(_ slices: [EvidenceSlice]) -> CheckResult {
        let large = slices.filter { $0.evidence.rows >= minSliceRows }
        guard large.count <= Self.mostSlices else { return Self.tooMany(large.count, title) }
        let found = CorrectedSlices(
            large.map { (name: $0.name, finding: check.finding(on: $0.evidence)) }, confidence: check.confidence)
        return found.result(title: title, required: check.required, all: slices.count, smallest: minSliceRows)
    }

    /// Nothing is said of so many slices, and nothing is computed for them.
    static func tooMany(_ count: Int, _ title: String) -> CheckResult {
        CheckResult(
            check: title, verdict: .inconclusive,
            reason: "there are \(count) slices; at most \(mostSlices) are compared: slice by something coarser")
    }
}

extension SignificanceFinding: SliceFinding {}
