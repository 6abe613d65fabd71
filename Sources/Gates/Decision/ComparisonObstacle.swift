import Promotion

/// Why the candidate is not compared with a champion: there is none, it cannot be scored, or it was scored on other data.
struct ComparisonObstacle {
    let verdict: Verdict
    let reason: String
    /// Whether there is no champion, and the environment asks for one.
    var isUnusable: Bool { verdict == .failed }

    /// nil if both were scored on the same data. `what` would be compared, as in `there is no champion yet to compare f1 with`.
    init?(
        _ candidate: Scores, _ champion: Champion, comparing what: String, onMissingChampion rule: MissingChampionRule
    ) {
        switch champion {
        case .none: self.init(missing: rule, comparing: what)
        case .unavailable(let version, let reason):
            self.init(.inconclusive, "champion version \(version) \(reason): \(what) cannot be compared with it")
        case .scored(let scored):
            guard
                let difference = DatasetDifference(
                    candidate.datasets, scored.scores.datasets, champion: scored.version)
            else { return nil }
            self.init(.inconclusive, difference.reason)
        }
    }

    private init(_ verdict: Verdict, _ reason: String) {
        self.verdict = verdict
        self.reason = reason
    }

    /// There is no champion yet.
    init(missing rule: MissingChampionRule, comparing what: String) {
        let words: String
        switch rule {
        case .thresholds: (verdict, words) = (.skipped, "the thresholds alone decide")
        case .approval: (verdict, words) = (.skipped, "the thresholds and then a person decide")
        case .fail: (verdict, words) = (.failed, "the environment asks for one ('onMissingChampion: fail')")
        }
        reason = "there is no champion yet to compare \(what) with: \(words)"
    }

    func result(_ title: String) -> CheckResult {
        CheckResult(check: title, verdict: verdict, reason: reason, isUnusable: isUnusable)
    }
}
