import Gates
import Promotion

/// Tells a no that time will change from one that it will not.
struct GateTiming: Sendable {
    let policy: GatePolicy
    let evidence: GateEvidence

    /// What a run waits for, and when to judge it again.
    struct Wait: Hashable, Sendable {
        var reason: String
        var until: Timestamp
    }

    /// When a run is looked at again that waits for something whose time nobody knows.
    private static let unknownWait: Int64 = 300_000

    /// The wait if the gate said no and would say yes at another time, all else being equal; otherwise nil.
    func wait(after decision: GateDecision) -> Wait? {
        guard !decision.verdict.allowsPromotion, !policy.timed.isEmpty else { return nil }
        if case .unknown = evidence.soak, policy.timed.contains(where: { $0.check.condition.kind == .soak }) {
            return nil
        }
        let now = evidence.now
        var best = evidence
        best.soak = .succeeded(environment: EnvironmentName(checked: "below"), since: now)
        let timeless = GatePolicy(
            checks: policy.checks.map { hopeful($0, wanted: true) }, onMissingChampion: policy.onMissingChampion)
        guard Gate.decide(policy: timeless, evidence: best).verdict.allowsPromotion else { return nil }
        let changes = policy.timed.compactMap { nextChange(of: $0.check.condition) }.filter { $0 > now }
        let until = changes.min() ?? Timestamp(milliseconds: now.milliseconds + Self.unknownWait)
        return Wait(reason: decision.objections.joined(separator: "; "), until: until)
    }

    /// The same check with each soak and window answered as it is best for the candidate: yes, and under an odd number of `not` no. A window
    /// that never changes again is no matter of time, and stays.
    private func hopeful(_ check: GateCheck, wanted: Bool) -> GateCheck {
        var check = check
        switch check.condition {
        case .all(let parts): check.condition = .all(parts.map { hopeful($0, wanted: wanted) })
        case .any(let parts): check.condition = .any(parts.map { hopeful($0, wanted: wanted) })
        case .not(let part): check.condition = .not(hopeful(part, wanted: !wanted))
        case .window(let window) where neverChanges(window): break
        case .soak, .window:
            let yes = GateCondition.soak(SoakCheck(seconds: 0))
            check.condition = wanted ? yes : .not(GateCheck(yes))
        case .metric, .significance, .value, .tests, .model, .data, .latency, .command: break
        }
        return check
    }

    /// When the answer of a soak or window changes next; nil if it does not, or nobody knows.
    func nextChange(of condition: GateCondition) -> Timestamp? {
        switch condition {
        case .soak(let check):
            guard case .succeeded(_, let since) = evidence.soak else { return nil }
            return Timestamp(milliseconds: since.milliseconds + check.seconds * 1000)
        case .window(let window): return nextChange(of: window)
        case .metric, .significance, .value, .tests, .model, .data, .latency, .command, .all, .any, .not: return nil
        }
    }

    private func nextChange(of window: WindowCheck) -> Timestamp? {
        evidence.zones[window.zone].flatMap { window.nextChange(after: evidence.now, in: $0) }
    }

    private func neverChanges(_ window: WindowCheck) -> Bool {
        evidence.zones[window.zone] != nil && nextChange(of: window) == nil
    }

    /// Whether a soak or window has another answer now than the decision has written down.
    func hasChanged(since decision: GateDecision) -> Bool {
        policy.timed.contains { path, check in
            guard let before = decision.checks.first(where: { $0.path == path }) else { return true }
            return result(of: check)?.verdict != before.verdict
        }
    }

    /// What a check says by itself.
    func result(of check: GateCheck) -> CheckResult? {
        Gate.decide(policy: GatePolicy(checks: [GateCheck(check.condition)]), evidence: evidence).checks
            .first { $0.path == CheckPath([1]) }
    }
}
