import Promotion

/// A metric of each slice that is large enough, as figures without intervals.
struct SlicedFigures {
    /// What one slice is judged by.
    private struct Part {
        let name: String
        let rows: Int
        let values: PairedValues?
    }

    private let metric: String
    private let rule: SliceRule
    private let parts: [Part]
    private let all: Int

    init(slices: [EvidenceSlice], metric: PairedMetric, rule: SliceRule) {
        self.metric = metric.name
        self.rule = rule
        all = slices.count
        parts = slices.filter { $0.evidence.rows >= rule.smallest }
            .map { Part(name: $0.name, rows: $0.evidence.rows, values: metric.values(on: $0.evidence)) }
    }

    /// Judges each slice, and says which is the worst: one that failed before one of which nothing can be said, and of equal ones that
    /// with the least room.
    func result(greaterIsBetter: Bool, _ judge: (PairedValues) -> CheckResult) -> CheckResult {
        let judged = parts.map { part in
            (
                part: part,
                result: part.values.map(judge)
                    ?? CheckResult(
                        check: metric, verdict: .inconclusive, reason: "\(metric) has no value on its \(part.rows) rows"
                    )
            )
        }
        return SliceSummary(
            slices: judged.map { judged in
                let room = judged.result.required.flatMap { required in
                    judged.result.candidate.map { greaterIsBetter ? $0 - required : required - $0 }
                }
                return SliceSummary.Slice(
                    result: SliceResult(
                        name: judged.part.name, verdict: judged.result.verdict, rows: judged.part.rows,
                        candidate: judged.part.values?.candidate, champion: judged.result.champion),
                    whole: judged.result, room: room ?? 0)
            },
            all: all, rule: rule
        ).result(otherwise: metric)
    }
}
