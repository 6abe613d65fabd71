package import Promotion

/// What a paired comparison showed.
package struct SignificanceFinding: Hashable, Sendable {
    package let check: PairedTest
    package let rows: Int
    /// The metric of both models.
    package var values: PairedValues?
    /// The lower end of the one-sided interval of the gain; with a relative margin the margin is taken off already.
    package var lower: Double?
    /// The upper end, of the same confidence.
    package var upper: Double?
    /// Of the hypothesis that the gain does not reach the margin.
    package var pValue: Double?
    /// Why nothing can be said.
    package var obstacle: String?
    /// What a test without an interval says of the rows; it decides by its p-value.
    var words: String?

    init(check: PairedTest, rows: Int) {
        self.check = check
        self.rows = rows
    }

    /// A tie with the margin passes; whatever is not a finite number does not.
    package var verdict: Verdict {
        if obstacle == nil, check.method == .mcNemar, let pValue {
            return pValue <= 1 - check.confidence ? .passed : .failed
        }
        guard obstacle == nil, let values, let lower, lower.isFinite else { return .inconclusive }
        guard values.candidate.isFinite, values.champion.isFinite else { return .inconclusive }
        return lower >= check.leastGain ? .passed : .failed
    }

    /// The finding with its sentence.
    package func result(title: String) -> CheckResult {
        CheckResult(
            check: title, verdict: verdict, candidate: candidate, champion: champion,
            required: words == nil ? check.required : nil, reason: sentence, interval: interval,
            samples: rows)
    }

    package var candidate: Double? { values?.candidate }
    /// nil if it is not compared with.
    package var champion: Double? { check.threshold == nil ? values?.champion : nil }

    /// The limits of the gain, or of the candidate's value where that has to reach a threshold; nil if there are none.
    package var interval: GainInterval? {
        guard check.threshold != nil, !check.metric.greaterIsBetter else {
            return GainInterval(lower: lower, upper: upper, confidence: check.confidence)
        }
        return GainInterval(lower: upper.map(-), upper: lower.map(-), confidence: check.confidence)
    }

    /// One sentence with the figures.
    package var sentence: String {
        let name = check.metric.name
        if let obstacle { return "\(name) cannot be compared: \(obstacle)" }
        if let words { return words }
        guard let values, let lower, let upper else { return "\(name) cannot be compared: there are no figures" }
        if let threshold = check.threshold { return sentence(on: values, threshold) }
        let gain = check.margin.terms.fraction == 0 ? "the gain" : "the gain over what was asked"
        let shown = verdict == .passed ? "is shown to be" : "is not shown to be"
        return "\(name) \(figure(values.candidate)) against the champion's \(figure(values.champion)) on \(rows) rows: "
            + "the candidate \(shown) \(check.margin.words), \(gain) is above \(figure(lower)) with "
            + "\(figure(check.confidence * 100)) % confidence (and below \(figure(upper)) with the same)"
    }

    private func sentence(on values: PairedValues, _ threshold: Double) -> String {
        guard let interval else { return "\(check.metric.name) cannot be compared: there are no figures" }
        let isHigh = check.metric.greaterIsBetter
        let shown = verdict == .passed ? "is shown to be" : "is not shown to be"
        let limits = ["above \(figure(interval.lower))", "below \(figure(interval.upper))"]
        let (first, second) = isHigh ? (limits[0], limits[1]) : (limits[1], limits[0])
        return "\(check.metric.name) \(figure(values.candidate)) on \(rows) rows \(shown) "
            + "\(isHigh ? "at least" : "at most") \(figure(threshold)): it is \(first) with "
            + "\(figure(check.confidence * 100)) % confidence (and \(second) with the same)"
    }
}
