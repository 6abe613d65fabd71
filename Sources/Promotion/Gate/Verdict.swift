/// The answer of one check, or of a gate.
package enum Verdict: String, Codable, Sendable, CaseIterable {
    case passed = "Passed"
    case failed = "Failed"
    /// There was not enough evidence to say. Never lets a candidate through.
    case inconclusive = "Inconclusive"
    /// The check did not apply, and its reason says why.
    case skipped = "Skipped"
    /// A person let it through by name and reason.
    case overridden = "Overridden"

    /// Whether a candidate with this verdict may go on.
    package var allowsPromotion: Bool {
        switch self {
        case .passed, .skipped, .overridden: true
        case .failed, .inconclusive: false
        }
    }
}

/// What one check found.
package struct CheckResult: Hashable, Codable, Sendable {
    /// What was checked, such as `f1 ≥ 0.55` or `f1 against champion`.
    package var check: String
    package var verdict: Verdict
    /// The candidate's value; nil if it is missing. A value that is not a number is kept in `reason` only.
    package var candidate: Double?
    /// The champion's value, where the check compares.
    package var champion: Double?
    /// The value that the candidate had to reach.
    package var required: Double?
    /// One sentence with the figures.
    package var reason: String

    package init(
        check: String, verdict: Verdict, candidate: Double? = nil, champion: Double? = nil, required: Double? = nil,
        reason: String
    ) {
        self.check = check
        self.verdict = verdict
        self.candidate = candidate
        self.champion = champion
        self.required = required
        self.reason = reason
    }
}

/// What a gate decided about a candidate.
package struct GateDecision: Hashable, Codable, Sendable {
    /// `Passed` if every check allows the promotion, `Inconclusive` if one could not tell and none failed, otherwise `Failed`.
    package var verdict: Verdict
    package var checks: [CheckResult]
    /// The champion that the candidate was compared with; nil if there was none.
    package var champion: Int?
    /// Whether a person has to agree because there is no champion (`onMissingChampion: approval`).
    package var needsApproval: Bool

    package init(verdict: Verdict, checks: [CheckResult], champion: Int?, needsApproval: Bool = false) {
        self.verdict = verdict
        self.checks = checks
        self.champion = champion
        self.needsApproval = needsApproval
    }

    /// The sentences of the checks that stand in the way.
    package var objections: [String] { checks.filter { !$0.verdict.allowsPromotion }.map(\.reason) }
}
