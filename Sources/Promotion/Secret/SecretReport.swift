/// What is told about a secret: never its value.
package struct SecretReport: Hashable, Codable, Sendable {
    package var name: SecretName
    package var state: State
    /// Counts up with each value; 0 if it was never set.
    package var version: Int
    /// Who set it last, and when.
    package var setBy: String?
    package var setAt: Timestamp?
    /// Why it has to be set again.
    package var reason: String?
    /// The run that was given it last, and when.
    package var lastRun: RunID?
    package var lastUsed: Timestamp?
    /// The steps that declare it, in the pipeline of the environment's newest run.
    package var steps: [StepName]

    package enum State: String, Codable, Sendable, CaseIterable {
        case set
        /// Its value was dropped, and it has to be set again.
        case dropped
        /// A step declares it, and nobody has set it yet.
        case missing
    }

    package init(
        name: SecretName, state: State, version: Int = 0, setBy: String? = nil, setAt: Timestamp? = nil,
        reason: String? = nil, lastRun: RunID? = nil, lastUsed: Timestamp? = nil, steps: [StepName] = []
    ) {
        self.name = name
        self.state = state
        self.version = version
        self.setBy = setBy
        self.setAt = setAt
        self.reason = reason
        self.lastRun = lastRun
        self.lastUsed = lastUsed
        self.steps = steps
    }
}

/// Asks for a secret to be set. Write-only: nothing gives the value back.
package struct SetSecretRequest: Hashable, Codable, Sendable {
    package var value: String

    package init(value: String) { self.value = value }
}

/// What came of sealing all secrets with a new key.
package struct RekeyReport: Hashable, Codable, Sendable {
    /// How many secrets there are.
    package var secrets: Int
    /// The new key's public fingerprint.
    package var key: String

    package init(secrets: Int, key: String) {
        self.secrets = secrets
        self.key = key
    }
}
