package import Promotion

/// The gate. The same evidence always gives the same decision, and doubt never lets a candidate through:
///
/// - what is missing, or was logged as text, is `Inconclusive`; NaN and the infinities are `Failed`, and their `not` is no pass;
/// - a tie passes, with a threshold as well as with a margin over the champion, in exact decimals;
/// - candidate and champion scored on different dataset versions, or on none that is known, are `Inconclusive`;
/// - a champion that cannot be scored any more is `Inconclusive`, and not the same as no champion;
/// - a candidate that is the champion already is `Failed`: there is nothing to promote;
/// - compositions follow Kleene's strong three-valued logic, with `Inconclusive` as its third value;
/// - a gate without checks passes and says that nothing was checked.
package enum Gate {
    /// Judges the candidate by every check of `policy`, in its order.
    package static func decide(policy: GatePolicy, evidence: GateEvidence) -> GateDecision {
        let answers = answers(to: policy, by: GateJudge(policy: policy, evidence: evidence))
        var results = identityObjections(evidence)
        let objects = !results.isEmpty
        results += answers.flatMap(\.results)
        if results.isEmpty {
            results.append(
                CheckResult(
                    check: "no checks", verdict: .skipped,
                    reason: "the gate has no checks: nothing was checked, and every candidate passes"))
        }
        return GateDecision(
            verdict: objects ? .failed : verdict(of: policy, answers), checks: results,
            champion: evidence.champion.version,
            needsApproval: evidence.champion == .none && policy.onMissingChampion == .approval)
    }

    private static func identityObjections(_ evidence: GateEvidence) -> [CheckResult] {
        let version = evidence.candidate.version
        guard version == evidence.champion.version else { return [] }
        return [
            CheckResult(
                check: "candidate is not the champion", verdict: .failed,
                reason: "version \(version) is the champion already: there is nothing to promote")
        ]
    }

    /// The answer to each check of the gate, in its order.
    static func answers(to policy: GatePolicy, by judge: GateJudge) -> [CheckAnswer] {
        policy.checks.enumerated().map { index, check in judge.answer(to: check, at: CheckPath().part(index)) }
    }

    /// What the answers come to: those of required checks.
    static func verdict(of policy: GatePolicy, _ answers: [CheckAnswer]) -> Verdict {
        let required = zip(policy.checks, answers).filter { $0.0.severity == .required }.map(\.1.verdict)
        if required.contains(.failed) { return .failed }
        return required.allSatisfy(\.allowsPromotion) ? .passed : .inconclusive
    }
}
