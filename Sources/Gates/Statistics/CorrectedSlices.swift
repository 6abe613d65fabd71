import Promotion

/// What was found in one slice of the rows, with a p-value where something can be said.
protocol SliceFinding {
    var rows: Int { get }
    var candidate: Double? { get }
    var champion: Double? { get }
    /// As if it were the only slice.
    var verdict: Verdict { get }
    var pValue: Double? { get }
    var lower: Double? { get }
    var interval: GainInterval? { get }
    var sentence: String { get }
}

/// Findings in slices, each of which has to hold at a confidence that is corrected for their number by Holm's procedure.
struct CorrectedSlices<Finding: SliceFinding> {
    /// One slice and what it showed.
    struct Part {
        let name: String
        let finding: Finding
        /// Holm's adjusted p-value; nil where nothing could be said.
        let adjustedPValue: Double?
        let verdict: Verdict
    }

    /// The worst first.
    let parts: [Part]

    init(_ slices: [(name: String, finding: Finding)], confidence: Double) {
        let known = slices.indices.filter {
            slices[$0].finding.verdict != .inconclusive && slices[$0].finding.pValue != nil
        }
        let adjusted = Holm.adjusted(known.map { slices[$0].finding.pValue ?? 1 })
        let adjustedOf = Dictionary(uniqueKeysWithValues: zip(known, adjusted))
        parts = slices.indices.map { index in
            let value = adjustedOf[index]
            return Part(
                name: slices[index].name, finding: slices[index].finding, adjustedPValue: value,
                verdict: value.map { $0 <= 1 - confidence ? .passed : .failed } ?? .inconclusive)
        }
        .sorted { first, second in first.rank == second.rank ? first.name < second.name : first.rank > second.rank }
    }

    /// The worst slice's verdict and figures. `all` counts the slices with those that have fewer rows than `smallest`.
    func result(title: String, required: Double?, unit: String? = nil, all: Int, smallest: Int) -> CheckResult {
        guard let worst = parts.first else {
            return CheckResult(
                check: title, verdict: .inconclusive,
                reason: "none of \(all) slices has \(smallest) rows: nothing can be said about any")
        }
        let small = all - parts.count
        let note = small == 0 ? "" : "; \(small) slices with fewer than \(smallest) rows were left out"
        let passed = parts.count { $0.verdict == .passed }
        return CheckResult(
            check: title, verdict: worst.verdict, candidate: worst.finding.candidate,
            champion: worst.finding.champion, required: required,
            reason: "\(passed) of \(parts.count) slices pass, corrected for their number; the worst is '\(worst.name)'"
                + "\(worst.adjustedPValue.map { " (adjusted p \(figure($0)))" } ?? ""): \(worst.finding.sentence)\(note)",
            unit: unit, interval: worst.finding.interval, samples: parts.reduce(0) { $0 + $1.finding.rows },
            slices: parts.prefix(SliceSummary.mostKept).map(\.result))
    }
}

extension CorrectedSlices.Part {
    /// As a decision keeps it.
    fileprivate var result: SliceResult {
        SliceResult(
            name: name, verdict: verdict, rows: finding.rows, candidate: finding.candidate,
            champion: finding.champion, interval: finding.interval, adjustedPValue: adjustedPValue)
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
