/// What somebody says about a subject, and when: the text that is signed where signatures are wanted.
package struct ApprovalStatement: Hashable, Codable, Sendable {
    package var subject: ApprovalSubject
    package var by: UserName
    package var time: Timestamp

    package init(subject: ApprovalSubject, by: UserName, time: Timestamp) {
        self.subject = subject
        self.by = by
        self.time = time
    }

    /// What `ssh-keygen -Y sign -n promotion-approval` is given, byte for byte.
    package var canonicalText: String {
        "sluice approval v1\n" + subject.canonicalText + "approver: \(by)\ntime: \(time.utc)\n"
    }

    /// What signatures of approvals are made for, and good for nothing else.
    package static let namespace = "promotion-approval"
}

/// Somebody's agreement to a promotion, as it is kept.
package struct Approval: Hashable, Codable, Sendable {
    /// Counts up over the server.
    package var id: Int64
    package var statement: ApprovalStatement
    package var kind: Actor.Kind
    package var evidence: Actor.Evidence
    /// The groups at that time.
    package var groups: Set<GroupName>
    package var reason: String
    package var signature: StatementSignature?

    package init(
        id: Int64, statement: ApprovalStatement, kind: Actor.Kind, evidence: Actor.Evidence, groups: Set<GroupName>,
        reason: String, signature: StatementSignature? = nil
    ) {
        self.id = id
        self.statement = statement
        self.kind = kind
        self.evidence = evidence
        self.groups = groups
        self.reason = reason
        self.signature = signature
    }
}

/// An SSH signature of a statement's text, as `ssh-keygen -Y sign` makes it.
package struct StatementSignature: Hashable, Codable, Sendable {
    /// `-----BEGIN SSH SIGNATURE-----` and so on.
    package var armored: String
    /// The public key that it was made with, in OpenSSH's one-line form without comment.
    package var key: String

    package init(armored: String, key: String) {
        self.armored = armored
        self.key = key
    }
}
