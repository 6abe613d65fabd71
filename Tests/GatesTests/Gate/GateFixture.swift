import Gates
import Promotion

/// Evidence that lets any sound candidate through, for tests to spoil.
enum GateFixture {
    static let now = Timestamp(milliseconds: 1_767_600_000_000)  // Monday 2026-01-05 08:00 UTC

    static func dataset(
        _ digit: Character = "a", version: String = "6", age: Int64? = 0, rows: Int64? = nil
    ) -> DatasetVersion {
        DatasetVersion(
            version: version, digest: Digest(checked: String(repeating: digit, count: 64)), location: "/data/holdout",
            binding: .delta(path: "data/holdout"),
            timestamp: age.map { Timestamp(milliseconds: now.milliseconds - $0 * 1000) }, schema: nil, fileCount: 1,
            byteCount: 1, rowCount: rows)
    }

    static let holdout = [DatasetName(checked: "holdout"): dataset()]

    static func scored(
        _ version: Int, _ metrics: [String: MetricValue], on datasets: [DatasetName: DatasetVersion] = holdout
    ) -> ScoredVersion {
        ScoredVersion(version: version, scores: Scores(metrics: metrics, datasets: datasets))
    }

    static func evidence(
        _ candidate: [String: MetricValue] = [:], champion: [String: MetricValue]? = [:]
    ) -> GateEvidence {
        GateEvidence(
            candidate: scored(2, candidate), champion: champion.map { .scored(scored(1, $0)) } ?? .none, now: now)
    }

    static func csv(_ text: String, of owner: String = "predictions.csv") -> Gathered<PredictionFile> {
        .found(PredictionFile(source: owner, format: .csv, bytes: Array(text.utf8)))
    }

    static func decide(
        _ checks: GateCondition..., onMissingChampion rule: MissingChampionRule = .thresholds, by evidence: GateEvidence
    ) -> GateDecision {
        Gate.decide(
            policy: GatePolicy(checks: checks.map { GateCheck($0) }, onMissingChampion: rule), evidence: evidence)
    }
}

extension MetricCheck {
    /// Passes, fails and cannot tell with the fixture's `good`, `bad` and `none`.
    static let passing = MetricCheck(metric: "good", threshold: 0.5)
    static let failing = MetricCheck(metric: "bad", threshold: 0.5)
    static let unknown = MetricCheck(metric: "none", threshold: 0.5)
    static let skipped = MetricCheck(metric: "good", againstChampion: true)
}
