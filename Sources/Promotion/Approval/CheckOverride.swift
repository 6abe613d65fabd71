/// Somebody's word that a candidate may pass checks that it did not pass. It is bound to a subject as approvals are, and ends.
package struct CheckOverride: Hashable, Codable, Sendable {
    /// Counts up over the server.
    package var id: Int64
    package var statement: OverrideStatement
    package var kind: Actor.Kind
    package var evidence: Actor.Evidence
    /// The groups at that time.
    package var groups: Set<GroupName>
    package var signature: StatementSignature?
    /// What each check had found, by its name.
    package var verdicts: [String: Verdict]
    /// nil until somebody has looked at it afterwards; status warns of it until then.
    package var review: OverrideReview?

    package init(
        id: Int64, statement: OverrideStatement, kind: Actor.Kind, evidence: Actor.Evidence, groups: Set<GroupName>,
        signature: StatementSignature? = nil, verdicts: [String: Verdict], review: OverrideReview? = nil
    ) {
        self.id = id
        self.statement = statement
        self.kind = kind
        self.evidence = evidence
        self.groups = groups
        self.signature = signature
        self.verdicts = verdicts
        self.review = review
    }
}

/// What is overridden and why: the text that is signed where signatures are wanted.
package struct OverrideStatement: Hashable, Codable, Sendable {
    package var subject: ApprovalSubject
    /// Names of checks as the gate's decision has them.
    package var checks: [String]
    package var by: UserName
    package var reason: String
    package var time: Timestamp
    /// From then on it lets nothing through any more.
    package var until: Timestamp

    package init(
        subject: ApprovalSubject, checks: [String], by: UserName, reason: String, time: Timestamp, until: Timestamp
    ) {
        self.subject = subject
        self.checks = checks
        self.by = by
        self.reason = reason
        self.time = time
        self.until = until
    }

    /// What `ssh-keygen -Y sign -n promotion-override` is given, byte for byte.
    package var canonicalText: String {
        let checks = checks.map { "check: \($0.escapedForSigning)\n" }.joined()
        return "sluice override v1\n" + subject.canonicalText + checks
            + "reason: \(reason.escapedForSigning)\nby: \(by)\ntime: \(time.utc)\nuntil: \(until.utc)\n"
    }

    /// What signatures of overrides are made for, and good for nothing else.
    package static let namespace = "promotion-override"
}

/// Somebody's look at an override after the fact.
package struct OverrideReview: Hashable, Codable, Sendable {
    package var by: String
    package var note: String
    package var time: Timestamp

    package init(by: String, note: String, time: Timestamp) {
        self.by = by
        self.note = note
        self.time = time
    }
}
