/// The checks between a candidate and the champion alias.
package struct GatePolicy: Hashable, Codable, Sendable {
    package var checks: [MetricCheck]
    package var onMissingChampion: MissingChampionRule

    package init(checks: [MetricCheck] = [], onMissingChampion: MissingChampionRule = .thresholds) {
        self.checks = checks
        self.onMissingChampion = onMissingChampion
    }
}

extension GatePolicy {
    /// The metrics that the checks ask for, in their order and each once.
    package var metrics: [String] {
        var seen: Set<String> = []
        return checks.map(\.metric).filter { seen.insert($0).inserted }
    }
}

/// What decides about the first model of an environment, which has no champion to be compared with.
package enum MissingChampionRule: String, Codable, Sendable, CaseIterable {
    /// Its thresholds alone; comparisons are `Skipped`.
    case thresholds
    /// Comparisons fail.
    case fail
    /// Its thresholds, and then a person.
    case approval
}

/// A condition on one metric. Keys that MLflow has keep MLflow's names and meaning
/// (`mlflow.models.MetricThreshold`).
package struct MetricCheck: Hashable, Codable, Sendable {
    package var metric: String
    /// The least (or, where lower is better, the greatest) value that passes, inclusive.
    package var threshold: Double?
    /// Whether the champion's value of the metric is compared as well.
    package var againstChampion: Bool
    /// How much better than the champion's value it must at least be, in the metric's unit; a tie passes.
    package var minAbsoluteChange: Double?
    /// How much better it must at least be, as a fraction of the champion's |value|; a tie passes.
    package var minRelativeChange: Double?
    package var greaterIsBetter: Bool

    package init(
        metric: String, threshold: Double? = nil, againstChampion: Bool = false, minAbsoluteChange: Double? = nil,
        minRelativeChange: Double? = nil, greaterIsBetter: Bool = true
    ) {
        self.metric = metric
        self.threshold = threshold
        self.againstChampion = againstChampion
        self.minAbsoluteChange = minAbsoluteChange
        self.minRelativeChange = minRelativeChange
        self.greaterIsBetter = greaterIsBetter
    }
}
