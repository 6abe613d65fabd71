/// Asks what an environment's gate would say about a version, from what is on record. Nothing is promoted.
package struct GateTrialRequest: Hashable, Codable, Sendable {
    package var candidate: Int
    /// The version to compare it with; nil means the champion.
    package var against: Int?

    package init(candidate: Int, against: Int? = nil) {
        self.candidate = candidate
        self.against = against
    }
}

/// What a gate would say about a version.
package struct GateTrial: Hashable, Codable, Sendable {
    package var environment: EnvironmentName
    package var candidate: Int
    /// nil if there is none to compare with.
    package var against: Int?
    /// The run whose evidence it is judged by, and when that was gathered.
    package var run: RunID
    package var gathered: Timestamp
    package var decision: GateDecision
    /// The evidence that is missing, a sentence each.
    package var missing: [String]

    package init(
        environment: EnvironmentName, candidate: Int, against: Int?, run: RunID, gathered: Timestamp,
        decision: GateDecision, missing: [String]
    ) {
        self.environment = environment
        self.candidate = candidate
        self.against = against
        self.run = run
        self.gathered = gathered
        self.decision = decision
        self.missing = missing
    }
}
