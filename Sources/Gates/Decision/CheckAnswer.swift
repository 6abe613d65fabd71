import Promotion

/// What a check came to as a whole, and the results that say so.
struct CheckAnswer {
    var verdict: Verdict
    /// Whether it failed for want of a usable figure, so that its opposite is not known to hold.
    var isUnusable = false
    var results: [CheckResult]

    /// The results of a check that is no composition: all of them must hold.
    init(results: [CheckResult]) {
        self.init(all: results.map { CheckAnswer(verdict: $0.verdict, isUnusable: $0.isUnusable == true, results: []) })
        self.results = results
    }

    init(verdict: Verdict, isUnusable: Bool = false, results: [CheckResult]) {
        self.verdict = verdict
        self.isUnusable = isUnusable
        self.results = results
    }

    /// `Failed` if one failed, else `Inconclusive` if one is. Those that do not apply are left out.
    init(all answers: [CheckAnswer]) {
        let applied = answers.filter { $0.verdict != .skipped }
        let failed = applied.filter { $0.verdict == .failed }
        results = []
        verdict =
            if applied.isEmpty { .skipped } else if !failed.isEmpty { .failed } else {
                applied.contains { $0.verdict == .inconclusive } ? .inconclusive : .passed
            }
        isUnusable = !failed.isEmpty && failed.allSatisfy(\.isUnusable)
    }

    /// `Passed` if one passed, else `Inconclusive` if one is. Those that do not apply are left out.
    init(any answers: [CheckAnswer]) {
        let applied = answers.filter { $0.verdict != .skipped }
        results = []
        verdict =
            if applied.isEmpty { .skipped } else if applied.contains(where: { $0.verdict.allowsPromotion }) {
                .passed
            } else {
                applied.contains { $0.verdict == .inconclusive } ? .inconclusive : .failed
            }
        isUnusable = verdict == .failed && applied.contains(where: \.isUnusable)
    }

    /// The opposite; what is not known stays so.
    init(not answer: CheckAnswer) {
        results = []
        verdict =
            switch answer.verdict {
            case .passed, .overridden: .failed
            case .failed: answer.isUnusable ? .inconclusive : .passed
            case .inconclusive: .inconclusive
            case .skipped: .skipped
            }
    }
}
