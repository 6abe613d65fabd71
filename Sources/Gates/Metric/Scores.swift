package import Promotion

/// What an evaluation logged under a metric's name. A metric that was not logged is absent from `Scores.metrics`.
package enum MetricValue: Hashable, Codable, Sendable {
    /// Any `Double`, NaN and the infinities included: the gate refuses those by name.
    case number(Double)
    /// Text that is not a number.
    case text(String)
}

/// The figures of one evaluation of one model version, and the data they were computed on.
package struct Scores: Hashable, Codable, Sendable {
    package var metrics: [String: MetricValue]
    /// What the `evaluate` step read. Two evaluations are comparable if they read the same names with the same digests.
    package var datasets: [DatasetName: DatasetVersion]

    package init(metrics: [String: MetricValue], datasets: [DatasetName: DatasetVersion]) {
        self.metrics = metrics
        self.datasets = datasets
    }
}

/// A model version with its scores.
package struct ScoredVersion: Hashable, Codable, Sendable {
    package var version: Int
    package var scores: Scores

    package init(version: Int, scores: Scores) {
        self.version = version
        self.scores = scores
    }
}

/// What a candidate is compared with.
package enum Champion: Hashable, Codable, Sendable {
    /// The environment has had no champion yet: `onMissingChampion` decides.
    case none
    case scored(ScoredVersion)
    /// There is a champion, but no scores of it: it was deleted, or its evaluation failed. Comparisons are `Inconclusive`,
    /// never treated as if there had been none. `reason` completes "champion version 3 …", such as `was deleted`.
    case unavailable(version: Int, reason: String)

    /// Its version number, if there is a champion.
    package var version: Int? {
        switch self {
        case .none: nil
        case .scored(let scored): scored.version
        case .unavailable(let version, _): version
        }
    }
}
