/// What one check found. Numbers are finite: a value that is not is told in `reason` only.
package struct CheckResult: Hashable, Codable, Sendable {
    /// What was checked, such as `f1 ≥ 0.55` or `f1 against champion`.
    package var check: String
    package var verdict: Verdict
    /// The candidate's value; nil if it is missing.
    package var candidate: Double?
    /// The champion's value, where the check compares.
    package var champion: Double?
    /// The value that the candidate had to reach.
    package var required: Double?
    /// One sentence with the figures.
    package var reason: String
    /// Where the check stands in the gate; nil in decisions of earlier versions, and of what every gate checks by itself.
    package var path: CheckPath?
    /// nil for required.
    package var severity: CheckSeverity?
    package var kind: CheckKind?
    /// What the values are counted in; nil for plain numbers.
    package var unit: String?
    /// Of the candidate's gain over the champion; of its value where that is compared with a figure.
    package var interval: GainInterval?
    /// The rows that the values come from.
    package var samples: Int?
    /// The parts of the rows, the worst first.
    package var slices: [SliceResult]?
    /// True if it failed for want of a figure that could be compared (NaN, infinite, no champion where one is asked for). The `not` of such a
    /// failure is no pass. nil for false.
    package var isUnusable: Bool?
    /// When it will hold by the passing of time alone: the next opening of a window, the end of a soak. nil if it holds or never will.
    package var holdsFrom: Timestamp?

    package init(
        check: String, verdict: Verdict, candidate: Double? = nil, champion: Double? = nil, required: Double? = nil,
        reason: String, unit: String? = nil, interval: GainInterval? = nil, samples: Int? = nil,
        slices: [SliceResult]? = nil, isUnusable: Bool = false, holdsFrom: Timestamp? = nil
    ) {
        self.check = check
        self.verdict = verdict
        self.candidate = Self.finite(candidate)
        self.champion = Self.finite(champion)
        self.required = Self.finite(required)
        self.reason = reason
        self.unit = unit
        self.interval = interval
        self.samples = samples
        self.slices = slices
        self.isUnusable = isUnusable ? true : nil
        self.holdsFrom = holdsFrom
    }

    private static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

    /// Whether the decision rests on it by itself: it is required and no part of a composition.
    package var isDecisive: Bool { severity != .advisory && path?.isPart != true }
}

/// The limits of what the candidate gains over the champion, or of its own value, each one-sided with the same confidence.
package struct GainInterval: Hashable, Codable, Sendable {
    package var lower: Double
    package var upper: Double
    package var confidence: Double

    /// - Returns: nil if a limit is not finite.
    package init?(lower: Double?, upper: Double?, confidence: Double) {
        guard let lower, let upper, lower.isFinite, upper.isFinite else { return nil }
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }
}

/// What a check found in one part of the rows.
package struct SliceResult: Hashable, Codable, Sendable {
    /// The values of the slice's columns, such as `emea, gold`.
    package var name: String
    package var verdict: Verdict
    package var rows: Int
    package var candidate: Double?
    package var champion: Double?
    package var interval: GainInterval?
    /// Corrected for the number of slices by Holm's procedure.
    package var adjustedPValue: Double?

    package init(
        name: String, verdict: Verdict, rows: Int, candidate: Double? = nil, champion: Double? = nil,
        interval: GainInterval? = nil, adjustedPValue: Double? = nil
    ) {
        self.name = name
        self.verdict = verdict
        self.rows = rows
        self.candidate = candidate.flatMap { $0.isFinite ? $0 : nil }
        self.champion = champion.flatMap { $0.isFinite ? $0 : nil }
        self.interval = interval
        self.adjustedPValue = adjustedPValue
    }
}
