/// Agrees to the promotion that a run waits for.
package struct ApproveRequest: Hashable, Codable, Sendable {
    package var reason: String
    /// When it was signed; must go with `signature`.
    package var time: Timestamp?
    /// An armored SSH signature of `ApprovalStatement.canonicalText`.
    package var signature: String?
    /// Tells what would come of it, and stores nothing.
    package var dryRun: Bool?

    package init(reason: String, time: Timestamp? = nil, signature: String? = nil, dryRun: Bool? = nil) {
        self.reason = reason
        self.time = time
        self.signature = signature
        self.dryRun = dryRun
    }
}

/// Lets a run's candidate past checks that it did not pass.
package struct OverrideRequest: Hashable, Codable, Sendable {
    /// Names as the gate's decision has them; empty means all that stand in the way.
    package var checks: [String]
    package var reason: String
    /// For how many seconds.
    package var expires: Int64
    /// When it was signed; must go with `signature`.
    package var time: Timestamp?
    /// An armored SSH signature of `OverrideStatement.canonicalText`.
    package var signature: String?
    /// Tells what would come of it, and stores nothing.
    package var dryRun: Bool?

    package init(
        checks: [String], reason: String, expires: Int64, time: Timestamp? = nil, signature: String? = nil,
        dryRun: Bool? = nil
    ) {
        self.checks = checks
        self.reason = reason
        self.expires = expires
        self.time = time
        self.signature = signature
        self.dryRun = dryRun
    }
}

/// What an override made of a gate's decision.
package struct OverrideAnswer: Hashable, Codable, Sendable {
    package var override: CheckOverride
    /// With the override, if it counts by itself.
    package var decision: GateDecision

    package init(override: CheckOverride, decision: GateDecision) {
        self.override = override
        self.decision = decision
    }
}

/// Keeps a version from ever becoming champion.
package struct BlockRequest: Hashable, Codable, Sendable {
    /// nil means the project's only model.
    package var model: ModelName?
    package var version: Int
    package var reason: String
    /// Tells what would come of it, and stores nothing.
    package var dryRun: Bool?

    package init(model: ModelName? = nil, version: Int, reason: String, dryRun: Bool? = nil) {
        self.model = model
        self.version = version
        self.reason = reason
        self.dryRun = dryRun
    }
}
