package import Promotion

extension Gate {
    /// An earlier decision with its windows and soaks answered anew, and everything else as it was found then. What was overridden stays
    /// so. Of `evidence` only the time, the zones and the soak are looked at.
    package static func decideLater(
        _ earlier: GateDecision, policy: GatePolicy, evidence: GateEvidence
    ) -> GateDecision {
        var later = earlier
        let answers = answers(to: policy, by: GateJudge(policy: policy, evidence: evidence, earlier: earlier))
        later.checks = answers.flatMap(\.results)
        later.verdict = verdict(of: policy, answers)
        return later
    }
}

extension GateJudge {
    /// What the earlier decision found, unless it may be otherwise by the passing of time alone.
    func known(_ check: GateCheck, at path: CheckPath) -> CheckAnswer? {
        guard let earlier else { return nil }
        let results = earlier.checks.filter { $0.path == path }
        if results.contains(where: { $0.verdict == .overridden }) { return CheckAnswer(results: results) }
        switch check.condition {
        case .all, .any, .not, .soak, .window: return nil
        case .metric, .significance, .value, .tests, .model, .data, .latency, .command: break
        }
        guard results.isEmpty else { return CheckAnswer(results: results) }
        let lost = CheckResult(
            check: "check \(path)", verdict: .inconclusive, reason: "what check \(path) found is not on record")
        return CheckAnswer(results: [lost])
    }
}
