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

    /// One slice and what it showed.
    package struct Part: Hashable, Sendable {
        package let name: String
        package let finding: SignificanceFinding
        /// Holm's adjusted p-value; nil where nothing could be said.
        package var adjustedPValue: Double?
        package var verdict: Verdict
    }

    /// The slices that are large enough, the worst first.
    package func parts(_ slices: [EvidenceSlice]) -> [Part] {
        let large = slices.filter { $0.evidence.rows >= minSliceRows }
        let findings = large.map { check.finding(on: $0.evidence) }
        let known = findings.indices.filter { findings[$0].verdict != .inconclusive && findings[$0].pValue != nil }
        let adjusted = Holm.adjusted(known.map { findings[$0].pValue ?? 1 })
        let adjustedOf = Dictionary(uniqueKeysWithValues: zip(known, adjusted))
        return large.indices.map { index in
            let value = adjustedOf[index]
            let verdict: Verdict = value.map { $0 <= 1 - check.confidence ? .passed : .failed } ?? .inconclusive
            return Part(name: large[index].name, finding: findings[index], adjustedPValue: value, verdict: verdict)
        }
        .sorted { first, second in first.rank == second.rank ? first.name < second.name : first.rank > second.rank }
    }

    /// Judges the candidate, and names the worst slice.
    package func result(_ slices: [EvidenceSlice]) -> CheckResult {
        let title = "\(check.title), by \(columns.joined(separator: ", "))"
        let parts = parts(slices)
        guard parts.count <= Self.mostSlices else {
            return CheckResult(
                check: title, verdict: .inconclusive,
                reason:
                    "there are \(parts.count) slices; at most \(Self.mostSlices) are compared: slice by something coarser"
            )
        }
        guard let worst = parts.first else {
            return CheckResult(
                check: title, verdict: .inconclusive,
                reason: "none of \(slices.count) slices has \(minSliceRows) rows: nothing can be said about any")
        }
        let small = slices.count - parts.count
        let note = small == 0 ? "" : "; \(small) slices with fewer than \(minSliceRows) rows were left out"
        let passed = parts.count { $0.verdict == .passed }
        return CheckResult(
            check: title, verdict: worst.verdict, candidate: worst.finding.values?.candidate,
            champion: worst.finding.values?.champion, required: check.margin.terms.required,
            reason: "\(passed) of \(parts.count) slices pass, corrected for their number; the worst is '\(worst.name)'"
                + "\(worst.adjustedPValue.map { " (adjusted p \(figure($0)))" } ?? ""): \(worst.finding.sentence)\(note)",
            interval: worst.finding.interval, samples: parts.reduce(0) { $0 + $1.finding.rows },
            slices: parts.prefix(SliceSummary.mostKept).map(\.result))
    }
}

extension SlicedTest.Part {
    /// As a decision keeps it.
    fileprivate var result: SliceResult {
        SliceResult(
            name: name, verdict: verdict, rows: finding.rows, candidate: finding.values?.candidate,
            champion: finding.values?.champion, interval: finding.interval, adjustedPValue: adjustedPValue)
    }

    /// What is worse is greater: failed ones by their p-value, then those of which nothing can be said, then the others. Among equal
    /// p-values the smaller gain over the margin is the worse.
    fileprivate var rank: (Int, Double, Double) {
        let order =
            switch verdict {
            case .failed: 2
            case .inconclusive: 1
            case .passed, .skipped, .overridden: 0
            }
        return (order, finding.pValue ?? 1, -(finding.lower ?? 0))
    }
}
