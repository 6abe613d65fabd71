import Promotion

/// Judges the checks of one gate by one body of evidence.
struct GateJudge {
    let onMissingChampion: MissingChampionRule
    let evidence: GateEvidence
    let predictions: PairedPredictions
    /// What it was judged as before, if only the time is another one.
    let earlier: GateDecision?

    init(policy: GatePolicy, evidence: GateEvidence, earlier: GateDecision? = nil) {
        self.earlier = earlier
        onMissingChampion = policy.onMissingChampion
        self.evidence = evidence
        predictions = PairedPredictions(policy: policy, tables: evidence.predictions)
    }

    /// The answer of a check; the results of its parts follow its own.
    func answer(to check: GateCheck, at path: CheckPath) -> CheckAnswer {
        if let known = known(check, at: path) { return known }
        let parts = check.condition.parts.enumerated().map { self.answer(to: $1, at: path.part($0)) }
        var answer: CheckAnswer
        switch check.condition {
        case .all(let checks), .any(let checks):
            answer = composed(check.condition.kind, zip(checks, parts).filter { $0.0.severity == .required }.map(\.1))
        case .not: answer = composed(.not, parts)
        case .metric, .significance, .value, .tests, .model, .data, .latency, .soak, .window, .command:
            answer = CheckAnswer(results: results(of: check.condition, at: path))
        }
        let isOne = answer.results.count == 1
        for index in answer.results.indices {
            answer.results[index].path = path
            answer.results[index].kind = check.condition.kind
            if check.severity != .required { answer.results[index].severity = check.severity }
            if let name = check.name {
                answer.results[index].check = isOne ? name : "\(name): \(answer.results[index].check)"
            }
        }
        answer.results += parts.flatMap(\.results)
        return answer
    }

    private func composed(_ kind: CheckKind, _ parts: [CheckAnswer]) -> CheckAnswer {
        var answer: CheckAnswer
        let title: String
        if kind == .any {
            (answer, title) = (CheckAnswer(any: parts), "any of \(parts.count)")
        } else if kind == .not, let part = parts.first {
            (answer, title) = (CheckAnswer(not: part), "not")
        } else {
            (answer, title) = (CheckAnswer(all: parts), "all of \(parts.count)")
        }
        answer.results = [
            CheckResult(
                check: title, verdict: answer.verdict, reason: Self.sentence(kind, answer.verdict, parts),
                isUnusable: answer.isUnusable)
        ]
        return answer
    }

    /// Says why a composition came to its verdict, in the words of the parts that did it.
    private static func sentence(_ kind: CheckKind, _ verdict: Verdict, _ parts: [CheckAnswer]) -> String {
        func words(_ wanted: (Verdict) -> Bool) -> String {
            parts.filter { wanted($0.verdict) }.flatMap { $0.results.prefix(1) }.map(\.reason).joined(separator: "; ")
        }
        if verdict == .skipped { return "none of its \(parts.count) parts applies: \(words { _ in true })" }
        if kind == .not { return "the opposite was asked for: \(words { _ in true })" }
        let holding = parts.count { $0.verdict.allowsPromotion && $0.verdict != .skipped }
        let count = "\(holding) of \(parts.count) hold\(holding == 1 ? "s" : "")"
        if verdict == .passed { return kind == .any ? "\(count): \(words { $0 == .passed })" : count }
        return "\(count): \(words { !$0.allowsPromotion })"
    }

    private func results(of condition: GateCondition, at path: CheckPath) -> [CheckResult] {
        switch condition {
        case .metric(let check):
            check.slices.map { slicedMetricResults(check, by: $0) } ?? metricResults(check)
        case .significance(let check): significanceResults(check)
        case .value(let check): valueResults(check)
        case .latency(let check): latencyResults(check)
        case .tests(let check): [TestsJudgement(check).result(evidence.tests)]
        case .model(let check): modelResults(check)
        case .data(let check): dataResults(check)
        case .soak(let check): [soakResult(check)]
        case .window(let check): [windowResult(check)]
        case .command(let check): [commandResult(check, at: path)]
        case .all, .any, .not: []
        }
    }
}
