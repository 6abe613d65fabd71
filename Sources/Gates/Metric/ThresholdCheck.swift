import Promotion

/// A metric against a fixed bound, inclusive on both sides: a tie passes.
struct ThresholdCheck {
    let check: MetricCheck
    let threshold: Double

    func result(for candidate: Scores) -> CheckResult {
        let shown = ExactDecimal(threshold).map(\.description) ?? "\(threshold)"
        let title = "\(check.metric) \(check.greaterIsBetter ? "≥" : "≤") \(shown)"
        switch MetricReading(check.metric, in: candidate, of: "the candidate") {
        case .unusable(let verdict, let reason):
            return CheckResult(
                check: title, verdict: verdict, required: threshold, reason: reason, isUnusable: true)
        case .figure(let value, let double):
            let (verdict, words) = judge(value)
            let figures = ExactDecimal.shown([value, ExactDecimal(threshold) ?? .zero])
            return CheckResult(
                check: title, verdict: verdict, candidate: double, required: threshold,
                reason: "\(check.metric) \(figures[0]) \(words) \(shown)", isUnusable: !threshold.isFinite)
        }
    }

    private func judge(_ value: ExactDecimal) -> (Verdict, String) {
        guard let bound = ExactDecimal(threshold) else { return (.failed, "cannot reach the threshold") }
        if value == bound { return (.passed, "is exactly the threshold, which passes:") }
        let passes = check.greaterIsBetter ? value > bound : value < bound
        let side = value < bound ? "below" : "above"
        return (passes ? .passed : .failed, "is \(side) the threshold")
    }
}
