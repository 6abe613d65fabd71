/// What a gate decided about a candidate.
package struct GateDecision: Hashable, Codable, Sendable {
    /// `Passed` if every required check allows the promotion, `Inconclusive` if one could not tell and none failed, otherwise `Failed`.
    package var verdict: Verdict
    /// In the order of the gate; the parts of a composition follow it.
    package var checks: [CheckResult]
    /// The champion that the candidate was compared with; nil if there was none.
    package var champion: Int?
    /// Whether a person has to agree because there is no champion (`onMissingChampion: approval`).
    package var needsApproval: Bool
    /// The digest of the gate's definition; nil in decisions of earlier versions.
    package var gateDigest: Digest?

    package init(
        verdict: Verdict, checks: [CheckResult], champion: Int?, needsApproval: Bool = false, gateDigest: Digest? = nil
    ) {
        self.verdict = verdict
        self.checks = checks
        self.champion = champion
        self.needsApproval = needsApproval
        self.gateDigest = gateDigest
    }

    /// The sentences of the checks that stand in the way.
    package var objections: [String] {
        checks.filter { $0.isDecisive && !$0.verdict.allowsPromotion }.map(\.reason)
    }
}
