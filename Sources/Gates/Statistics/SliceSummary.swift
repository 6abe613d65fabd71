import Promotion

/// One result of many slices that were each judged by their own figure.
struct SliceSummary {
    /// One slice.
    struct Slice {
        let result: SliceResult
        /// What was found in it.
        let whole: CheckResult
        /// How far it is from failing; negative if it failed.
        let room: Double
    }

    let slices: [Slice]
    /// The slices with those that are too small.
    let all: Int
    let rule: SliceRule

    /// A decision keeps so many slices, the worst ones.
    static let mostKept = 20

    /// The worst slice's verdict and figures. `title` is what was checked, if no slice says it.
    func result(otherwise title: String) -> CheckResult {
        let sorted = slices.sorted { ($0.rank, $0.room, $0.result.name) < ($1.rank, $1.room, $1.result.name) }
        guard let worst = sorted.first else {
            return CheckResult(
                check: title + rule.title, verdict: .inconclusive,
                reason: "none of \(all) slices has \(rule.smallest) rows: nothing can be said about any")
        }
        let passed = slices.count { $0.whole.verdict == .passed }
        let small = all - slices.count
        let note = small == 0 ? "" : "; \(small) slices with fewer than \(rule.smallest) rows were left out"
        return CheckResult(
            check: worst.whole.check + rule.title, verdict: worst.whole.verdict, candidate: worst.whole.candidate,
            champion: worst.whole.champion, required: worst.whole.required,
            reason: "\(passed) of \(slices.count) slices pass; the worst is '\(worst.result.name)': "
                + "\(worst.whole.reason)\(note)",
            unit: worst.whole.unit, samples: slices.reduce(0) { $0 + $1.result.rows },
            slices: sorted.prefix(Self.mostKept).map(\.result), isUnusable: worst.whole.isUnusable == true)
    }
}

extension SliceSummary.Slice {
    /// The worst first.
    fileprivate var rank: Int {
        switch whole.verdict {
        case .failed: 0
        case .inconclusive: 1
        case .passed, .skipped, .overridden: 2
        }
    }
}
