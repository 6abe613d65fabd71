/// What a run's promotion is about and who has agreed: what `sluice approve --dry-run` and `sluice approvals` show.
package struct ApprovalReport: Hashable, Codable, Sendable {
    package var run: RunID
    package var project: ProjectName
    package var environment: EnvironmentName
    package var status: RunStatus
    package var reason: String
    package var subject: ApprovalSubject
    package var tally: ApprovalTally
    package var parts: ChangeParts
    /// When the gate decided.
    package var since: Timestamp
    /// The time of the server, for statements that are signed.
    package var now: Timestamp

    package init(
        run: RunID, project: ProjectName, environment: EnvironmentName, status: RunStatus, reason: String,
        subject: ApprovalSubject, tally: ApprovalTally, parts: ChangeParts, since: Timestamp, now: Timestamp
    ) {
        self.run = run
        self.project = project
        self.environment = environment
        self.status = status
        self.reason = reason
        self.subject = subject
        self.tally = tally
        self.parts = parts
        self.since = since
        self.now = now
    }
}

/// An approval as it can be checked without Sluice.
package struct ApprovalProof: Hashable, Codable, Sendable {
    package var approval: Approval
    /// The text that the signature is of.
    package var text: String
    /// Lines of an allowed_signers file, see ssh-keygen(1): the keys that are the approver's now, and the one that was used.
    package var allowedSigners: String

    package init(approval: Approval, text: String, allowedSigners: String) {
        self.approval = approval
        self.text = text
        self.allowedSigners = allowedSigners
    }
}
