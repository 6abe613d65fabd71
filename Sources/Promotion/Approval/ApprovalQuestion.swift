/// Everything that decides whether a promotion has the approvals that it needs. It has no other source of knowledge, and the same
/// question always has the same answer.
package struct ApprovalQuestion: Sendable {
    package var policy: ApprovalPolicy
    package var subject: ApprovalSubject
    /// When the gate decided about the subject; an approval before that was given without knowing the outcome.
    package var decidedAt: Timestamp
    package var parts: ChangeParts
    package var access: AccessPolicy
    /// Whether somebody has to agree because there is no champion to compare with.
    package var isFirst: Bool
    /// The newest change of the rules of this environment, if it is young enough to matter; nil where nobody but the administrator is
    /// known, since there is no second person then.
    package var policyChange: PolicyChange?

    package init(
        policy: ApprovalPolicy, subject: ApprovalSubject, decidedAt: Timestamp, parts: ChangeParts,
        access: AccessPolicy, isFirst: Bool = false, policyChange: PolicyChange? = nil
    ) {
        self.policy = policy
        self.subject = subject
        self.decidedAt = decidedAt
        self.parts = parts
        self.access = access
        self.isFirst = isFirst
        self.policyChange = policyChange
    }

    /// How many people have to agree.
    package var required: Int {
        let asked = max(policy.required, isFirst ? 1 : 0)
        return asked == 0 && policyChangeNeedsSomebody ? 1 : asked
    }

    /// Counts `approvals`. Signatures count only for the ids in `verified`: somebody has checked them just now.
    package func tally(_ approvals: [Approval], verified: Set<Int64>, now: Timestamp) -> ApprovalTally {
        var count = ApprovalCount(self, verified: verified, now: now)
        for approval in approvals.sorted(by: { $0.id < $1.id }) { count.add(approval) }
        return count.tally
    }

    /// Who would promote alone under rules of their own making, although nobody is asked by now.
    private var policyChangeNeedsSomebody: Bool {
        guard let policyChange else { return false }
        if policyChange.parts.contains(where: { $0.approvalsBefore > 0 }) { return true }
        let identities = Identities(access)
        let changers = identities.people(named: policyChange.changers)
        let makers = parts.authors + parts.committers
        let involved = identities.people(named: makers)
            .union(parts.starter.map { identities.people(behind: $0) } ?? [])
        let addresses = Set(policyChange.changers.map { $0.email.lowercased() })
        return !changers.isDisjoint(with: involved) || makers.contains { addresses.contains($0.email.lowercased()) }
    }
}

extension Identities {
    /// The known people among those whom commits name.
    func people(named contributors: [Contributor]) -> Set<UserName> {
        contributors.reduce(into: []) { $0.formUnion(people(named: $1)) }
    }
}
