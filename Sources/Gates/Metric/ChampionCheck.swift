import Promotion

/// A metric of the candidate against the champion's, both on the same data.
struct ChampionCheck {
    let check: MetricCheck
    let margin: ChampionMargin
    let onMissingChampion: MissingChampionRule

    var title: String { "\(check.metric) against champion\(margin.title)" }

    func result(for candidate: Scores, against champion: Champion) -> CheckResult {
        if let obstacle = ComparisonObstacle(
            candidate, champion, comparing: check.metric, onMissingChampion: onMissingChampion)
        {
            return obstacle.result(title)
        }
        guard case .scored(let scored) = champion else {
            return ComparisonObstacle(missing: onMissingChampion, comparing: check.metric).result(title)
        }
        return result(for: candidate, against: scored.scores, of: "champion version \(scored.version)")
    }

    /// Compares figures that are known to come from the same data.
    func result(for candidate: Scores, against champion: Scores, of owner: String) -> CheckResult {
        let mine = MetricReading(check.metric, in: candidate, of: "the candidate")
        let theirs = MetricReading(check.metric, in: champion, of: owner)
        switch (mine, theirs) {
        case (.unusable(let verdict, let reason), _):
            return CheckResult(check: title, verdict: verdict, reason: reason, isUnusable: true)
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
                reason: "the change that the gate asks of \(check.metric) is not a finite number", isUnusable: true)
        }
        let gain = check.greaterIsBetter ? value - baseline : baseline - value
        let required = check.greaterIsBetter ? baseline + amount : baseline - amount
        let shown = ExactDecimal.shown([value, baseline])
        let difference = ExactDecimal.shown([gain.magnitude, amount.magnitude])
        let comparison =
            if gain == .zero {
                "\(check.metric) \(shown[0]) equals \(owner)'s \(shown[1])"
            } else if gain > .zero {
                "\(check.metric) \(shown[0]) beats \(owner)'s \(shown[1]) by \(difference[0])"
            } else {
                "\(check.metric) \(shown[0]) is worse than \(owner)'s \(shown[1]) by \(difference[0])"
            }
        let note = margin.note(over: baseline)
        let demand =
            if margin.isDrop {
                gain >= .zero ? "it may be \(difference[1])\(note) worse" : "at most \(difference[1])\(note) is allowed"
            } else if amount == .zero {
                gain == .zero ? "a tie passes" : "it must not be worse"
            } else {
                "at least \(difference[1])\(note)\(gain > .zero ? "" : " better") was asked"
            }
        return CheckResult(
            check: title, verdict: gain >= amount ? .passed : .failed, candidate: double, champion: baselineDouble,
            required: required.approximation, reason: "\(comparison); \(demand)")
    }
}
