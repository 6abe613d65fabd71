import Promotion

/// What the rows show about the worth of decisions: that of the candidate alone, or what it gains over the champion.
struct ValueFinding: SliceFinding {
    let rows: Int
    /// The sums over the rows; nil if there are none.
    var candidate: Double?
    var champion: Double?
    /// What the value, or the gain, has to reach.
    let required: Double
    let confidence: Double
    /// The ends of the one-sided intervals of the value or the gain.
    var lower: Double?
    var upper: Double?
    /// Of the hypothesis that it does not reach what is required.
    var pValue: Double?
    /// Why nothing can be said.
    var obstacle: String?
    var sentence = ""

    init(rows: Int, required: Double, confidence: Double) {
        self.rows = rows
        self.required = required
        self.confidence = confidence
    }

    /// A tie passes; whatever is not a finite number does not.
    var verdict: Verdict {
        guard obstacle == nil, let lower, lower.isFinite, let pValue, pValue.isFinite else { return .inconclusive }
        return lower >= required ? .passed : .failed
    }

    var interval: GainInterval? { GainInterval(lower: lower, upper: upper, confidence: confidence) }
}
