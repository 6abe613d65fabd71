package import Promotion

/// The gate over metrics. The same evidence always gives the same decision, and doubt never lets a candidate through:
///
/// - a metric that is missing or was logged as text is `Inconclusive`; NaN and the infinities are `Failed`;
/// - a tie passes, with a threshold as well as with a margin over the champion, in exact decimals;
/// - candidate and champion scored on different dataset versions, or on none that is known, are `Inconclusive`;
/// - a champion that cannot be scored any more is `Inconclusive`, and not the same as no champion;
/// - a candidate that is the champion already is `Failed`: there is nothing to promote;
/// - a gate without checks passes and says that nothing was checked.
package enum MetricGate {
    /// Judges `candidate` by every check of `policy`. Each check gives one result for its threshold and one for each margin.
    package static func decide(policy: GatePolicy, candidate: ScoredVersion, champion: Champion) -> GateDecision {
        var results = identityObjections(candidate: candidate, champion: champion)
        for check in policy.checks {
            if let threshold = check.threshold {
                results.append(ThresholdCheck(check: check, threshold: threshold).result(for: candidate.scores))
            }
            for margin in ChampionMargin.asked(by: check) {
                let comparison = ChampionCheck(
                    check: check, margin: margin, onMissingChampion: policy.onMissingChampion)
                results.append(comparison.result(for: candidate.scores, against: champion))
            }
        }
        if results.isEmpty {
            results.append(
                CheckResult(
                    check: "no checks", verdict: .skipped,
                    reason: "the gate has no checks: nothing was checked, and every candidate passes"))
        }
        return GateDecision(
            verdict: verdict(of: results), checks: results, champion: champion.version,
            needsApproval: champion == .none && policy.onMissingChampion == .approval)
    }

    private static func identityObjections(candidate: ScoredVersion, champion: Champion) -> [CheckResult] {
        guard candidate.version == champion.version else { return [] }
        return [
            CheckResult(
                check: "candidate is not the champion", verdict: .failed,
                reason: "version \(candidate.version) is the champion already: there is nothing to promote")
        ]
    }

    private static func verdict(of results: [CheckResult]) -> Verdict {
        if results.contains(where: { $0.verdict == .failed }) { return .failed }
        return results.allSatisfy(\.verdict.allowsPromotion) ? .passed : .inconclusive
    }
}
