import Promotion

/// Whether a metric was taken on enough rows.
struct SampleCheck {
    let metric: String
    let least: Int

    /// Fewer rows, or a number of rows that nobody knows, is not enough evidence rather than a definite no.
    func result(for scores: Scores) -> CheckResult {
        result(rows: scores.samples, otherwise: "log 'example_count' with it, as 'mlflow.evaluate' does")
    }

    /// The same for rows that were counted, or why they were not.
    func result(rows: Int?, otherwise advice: String) -> CheckResult {
        let title = "\(metric) on at least \(least) rows"
        guard let rows else {
            return CheckResult(
                check: title, verdict: .inconclusive, required: Double(least),
                reason: "on how many rows \(metric) was taken is not known: \(advice)")
        }
        let enough = rows >= least
        return CheckResult(
            check: title, verdict: enough ? .passed : .inconclusive, candidate: Double(rows), required: Double(least),
            reason:
                "\(metric) was taken on \(rows) rows; \(enough ? "at least \(least) were" : "\(least) are") asked for",
            unit: "rows", samples: rows)
    }
}

extension Scores {
    /// The rows that the figures were taken on: `example_count`, which `mlflow.evaluate` logs, or the rows of the dataset if one was read.
    var samples: Int? {
        if case .number(let count) = metrics["example_count"] {
            return Int(exactly: count).flatMap { $0 < 0 ? nil : $0 }
        }
        guard datasets.count == 1, let rows = datasets.first?.value.rowCount else { return nil }
        return Int(rows)
    }
}
