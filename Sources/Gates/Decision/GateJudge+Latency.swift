import Promotion

extension GateJudge {
    /// One result for the bound and one for each increase over the champion that is allowed. A tie passes.
    func latencyResults(_ check: LatencyCheck) -> [CheckResult] {
        if case .number(let time) = evidence.candidate.scores.metrics[check.metric], time <= 0 {
            return [
                CheckResult(
                    check: check.metric, verdict: .inconclusive, candidate: time,
                    reason:
                        "\(check.metric) of the candidate is \(figure(time)) \(check.unit.rawValue): scoring took some time",
                    unit: check.unit.rawValue)
            ]
        }
        let metric = MetricCheck(
            metric: check.metric, threshold: check.max, maxAbsoluteDrop: check.maxAbsoluteIncrease,
            maxRelativeDrop: check.maxRelativeIncrease, greaterIsBetter: false)
        return metricResults(metric).map { result in
            var result = result
            result.unit = check.unit.rawValue
            if result.check.contains("≤") { result.check += " \(check.unit.rawValue)" }
            return result
        }
    }
}
