/// Everything that decides which checks are overridden. The approvals cannot be, nor can files that do not match.
package struct OverrideQuestion: Sendable {
    package var rule: OverrideRule
    package var subject: ApprovalSubject
    package var access: AccessPolicy

    package init(rule: OverrideRule, subject: ApprovalSubject, access: AccessPolicy) {
        self.rule = rule
        self.subject = subject
        self.access = access
    }

    /// The decision with the verdict `Overridden` where the rule is satisfied. Every check stays in it, with the verdict that it had.
    /// Signatures count only for the ids in `verified`.
    package func apply(
        _ overrides: [CheckOverride], to decision: GateDecision, verified: Set<Int64>, now: Timestamp
    ) -> GateDecision {
        apply(
            overrides.filter { objection(to: $0, verified: verified, now: now) == nil }, to: decision,
            people: rule == .twoPeople ? 2 : 1)
    }

    /// The decision as it was when the promotion happened at `time`, which can have been let through by overrides only: those that had
    /// not ended. Who may override by now, and what the rule is, make no difference to that.
    package func applyPromoted(
        _ overrides: [CheckOverride], to decision: GateDecision, at time: Timestamp
    ) -> GateDecision {
        apply(
            overrides.filter { $0.statement.time <= time && time < $0.statement.until }, to: decision, people: 1)
    }

    /// The same decision where overrides that count no more, or not yet, are told beside what their checks found.
    package func explain(
        _ overrides: [CheckOverride], in decision: GateDecision, verified: Set<Int64>, now: Timestamp
    ) -> GateDecision {
        var decision = decision
        for index in decision.checks.indices where !decision.checks[index].verdict.allowsPromotion {
            for override in overrides where override.statement.checks.contains(decision.checks[index].check) {
                guard let objection = objection(to: override, verified: verified, now: now) else { continue }
                decision.checks[index].reason +=
                    "; the override by \(override.statement.by) lets nothing through: \(objection)"
            }
        }
        return decision
    }

    private func apply(_ valid: [CheckOverride], to decision: GateDecision, people count: Int) -> GateDecision {
        guard !decision.verdict.allowsPromotion else { return decision }
        var decision = decision
        var changed = false
        for index in decision.checks.indices where !decision.checks[index].verdict.allowsPromotion {
            let check = decision.checks[index]
            let words = valid.filter { $0.statement.checks.contains(check.check) }
            guard let last = words.last, people(behind: words).count >= count else { continue }
            let who = people(behind: words).sorted().map(\.rawValue).joined(separator: " and ")
            decision.checks[index].verdict = .overridden
            decision.checks[index].reason =
                "overridden by \(who) until \(last.statement.until.utc), because "
                + "\(last.statement.reason.quotedForMessage); it was \(check.verdict.rawValue): \(check.reason)"
            changed = true
        }
        if changed, decision.objections.isEmpty { decision.verdict = .overridden }
        return decision
    }

    /// Why an override lets nothing through; nil if it does, alone or together with another one.
    package func objection(to override: CheckOverride, verified: Set<Int64>, now: Timestamp) -> String? {
        let statement = override.statement
        if let other = subject.differentThings(from: statement.subject).first { return other }
        let changes = subject.changes(since: statement.subject)
        guard changes.isEmpty else { return "void, because \(changes.joined(separator: ", "))" }
        guard now < statement.until else { return "it expired at \(statement.until.utc)" }
        let isSigned = override.signature != nil && verified.contains(override.id)
        if let signature = override.signature {
            guard isSigned, access.people[statement.by]?.sshKeys.contains(signature.key) == true else {
                return "its signature does not fit, or the key is no longer \(statement.by)'s"
            }
        }
        switch rule {
        case .onePerson: break
        case .signature: if !isSigned { return "it is not signed, and the policy asks for a signature" }
        case .twoPeople:
            if override.kind == .administrator, !isSigned { return "nobody verified who '\(statement.by)' is" }
        }
        let kind = isSigned && override.kind == .administrator ? .person : override.kind
        let groups = override.groups.filter { access.groups[$0] == nil }.union(access.groups(of: statement.by))
        let actor = Actor(name: statement.by, kind: kind, groups: groups, evidence: override.evidence)
        guard access.verbs(of: actor, in: subject.project, subject.environment).contains(.override) else {
            return "\(statement.by) may not override in '\(subject.environment)' any more"
        }
        return nil
    }

    private func people(behind overrides: [CheckOverride]) -> Set<UserName> {
        let identities = Identities(access)
        return Set(overrides.map { identities.people(behind: $0.statement.by).min() ?? $0.statement.by })
    }
}
