import Promotion

/// A metric of the candidate against the champion's, both on the same data.
struct ChampionCheck {
    let check: MetricCheck
    let margin: ChampionMargin
    let onMissingChampion: MissingChampionRule

    private var title: String { "\(check.metric) against champion\(margin.title)" }

    func result(for candidate: Scores, against champion: Champion) -> CheckResult {
        switch champion {
        case .none: withoutChampion
        case .unavailable(let version, let reason):
            CheckResult(
                check: title, verdict: .inconclusive,
                reason: "champion version \(version) \(reason): \(check.metric) cannot be compared with it")
        case .scored(let scored): compare(candidate, with: scored)
        }
    }

    private var withoutChampion: CheckResult {
        let (verdict, words): (Verdict, String) =
            switch onMissingChampion {
            case .thresholds: (.skipped, "the thresholds alone decide")
            case .approval: (.skipped, "the thresholds and then a person decide")
            case .fail: (.failed, "the environment asks for one ('onMissingChampion: fail')")
            }
        return CheckResult(
            check: title, verdict: verdict,
            reason: "there is no champion yet to compare \(check.metric) with: \(words)")
    }

    private func compare(_ candidate: Scores, with champion: ScoredVersion) -> CheckResult {
        let owner = "champion version \(champion.version)"
        if let difference = DatasetDifference(candidate.datasets, champion.scores.datasets, champion: champion.version)
        {
            return CheckResult(check: title, verdict: .inconclusive, reason: difference.reason)
        }
        let mine = MetricReading(check.metric, in: candidate, of: "the candidate")
        let theirs = MetricReading(check.metric, in: champion.scores, of: owner)
        switch (mine, theirs) {
        case (.unusable(let verdict, let reason), _):
            return CheckResult(check: title, verdict: verdict, reason: reason)
        case (.figure(_, let value), .unusable(_, let reason)):
            return CheckResult(check: title, verdict: .inconclusive, candidate: value, reason: reason)
        case (.figure(let value, let double), .figure(let baseline, let baselineDouble)):
            return judge(value, double, against: baseline, baselineDouble, of: owner)
        }
    }

    private func judge(
        _ value: ExactDecimal, _ double: Double, against baseline: ExactDecimal, _ baselineDouble: Double,
        of owner: String
    ) -> CheckResult {
        guard let amount = margin.amount(over: baseline) else {
            return CheckResult(
                check: title, verdict: .failed, candidate: double, champion: baselineDouble,
                reason: "the change that the gate asks of \(check.metric) is not a finite number")
        }
        let gain = check.greaterIsBetter ? value - baseline : baseline - value
        let required = check.greaterIsBetter ? baseline + amount : baseline - amount
        let shown = ExactDecimal.shown([value, baseline])
        let difference = ExactDecimal.shown([gain.magnitude, amount])
        let comparison =
            if gain == .zero {
                "\(check.metric) \(shown[0]) equals \(owner)'s \(shown[1])"
            } else if gain > .zero {
                "\(check.metric) \(shown[0]) beats \(owner)'s \(shown[1]) by \(difference[0])"
            } else {
                "\(check.metric) \(shown[0]) is worse than \(owner)'s \(shown[1]) by \(difference[0])"
            }
        let demand =
            if amount == .zero {
                gain == .zero ? "a tie passes" : "it must not be worse"
            } else {
                "at least \(difference[1])\(margin.note(over: baseline))\(gain > .zero ? "" : " better") was asked"
            }
        return CheckResult(
            check: title, verdict: gain >= amount ? .passed : .failed, candidate: double, champion: baselineDouble,
            required: required.approximation, reason: "\(comparison); \(demand)")
    }
}
