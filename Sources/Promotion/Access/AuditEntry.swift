/// A request that was let through to change something, or one that was refused; equal refusals of one minute together.
package struct AuditEntry: Hashable, Codable, Sendable {
    package var sequence: Int64
    package var first: Timestamp
    package var last: Timestamp
    /// How many equal requests there were.
    package var times: Int64
    package var outcome: Outcome
    /// A person, a service, a run, or `anonymous`.
    package var actor: String
    /// How it is known who it was.
    package var evidence: String
    package var address: String?
    package var method: String
    /// Of the request; for a refused stranger, of the route.
    package var path: String
    package var project: ProjectName?
    package var environment: EnvironmentName?
    /// Of the answer.
    package var status: Int
    /// Why, in the answer's words; empty for what was done. A dry run that went well is `allowed`, and says here that it was one.
    package var reason: String
    /// The id of the first of them.
    package var request: String

    package enum Outcome: String, Codable, Sendable, CaseIterable {
        /// It was let through, and done.
        case allowed
        /// The caller was not let through: no valid token, or not the verb.
        case denied
        /// The caller was let through, and a rule or a mistake in the request kept it from being done.
        case failed
    }

    package init(
        sequence: Int64 = 0, first: Timestamp, last: Timestamp, times: Int64 = 1, outcome: Outcome, actor: String,
        evidence: String, address: String?, method: String, path: String, project: ProjectName?,
        environment: EnvironmentName?, status: Int, reason: String, request: String
    ) {
        self.sequence = sequence
        self.first = first
        self.last = last
        self.times = times
        self.outcome = outcome
        self.actor = actor
        self.evidence = evidence
        self.address = address
        self.method = method
        self.path = path
        self.project = project
        self.environment = environment
        self.status = status
        self.reason = reason
        self.request = request
    }
}

/// An entry of the ledger, as the API shows it.
package struct LedgerReport: Hashable, Codable, Sendable {
    package var sequence: Int64
    package var time: Timestamp
    package var actor: String
    package var action: String
    package var project: ProjectName?
    package var subject: String
    package var details: [String: String]
    package var hash: Digest

    package init(
        sequence: Int64, time: Timestamp, actor: String, action: String, project: ProjectName?, subject: String,
        details: [String: String], hash: Digest
    ) {
        self.sequence = sequence
        self.time = time
        self.actor = actor
        self.action = action
        self.project = project
        self.subject = subject
        self.details = details
        self.hash = hash
    }
}
