import Promotion

extension GateJudge {
    /// One result for the rows, one for the threshold and one for each margin, as far as they are asked for.
    func metricResults(_ check: MetricCheck) -> [CheckResult] {
        var results: [CheckResult] = []
        if let least = check.minSamples {
            results.append(SampleCheck(metric: check.metric, least: least).result(for: evidence.candidate.scores))
        }
        if let threshold = check.threshold {
            results.append(ThresholdCheck(check: check, threshold: threshold).result(for: evidence.candidate.scores))
        }
        for margin in ChampionMargin.asked(by: check) {
            let comparison = ChampionCheck(check: check, margin: margin, onMissingChampion: onMissingChampion)
            results.append(comparison.result(for: evidence.candidate.scores, against: evidence.champion))
        }
        return results
    }
}
