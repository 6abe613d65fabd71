/// Asks what another gate would have said about the candidates of an environment.
package struct GateBacktestRequest: Hashable, Codable, Sendable {
    package var gate: GatePolicy
    /// How many decisions to look back over, the newest first; nil means 50.
    package var limit: Int?

    package init(gate: GatePolicy, limit: Int? = nil) {
        self.gate = gate
        self.limit = limit
    }
}

/// What a gate would have said about past candidates, beside what the gate of then said.
package struct GateBacktest: Hashable, Codable, Sendable {
    /// A past decision, made again.
    package struct Entry: Hashable, Codable, Sendable {
        package var run: RunID
        package var candidate: Int
        package var champion: Int?
        package var time: Timestamp
        package var was: Verdict
        package var would: Verdict
        /// What stands in the way under the gate that forbids it; empty where both say yes.
        package var because: [String]

        package init(
            run: RunID, candidate: Int, champion: Int?, time: Timestamp, was: Verdict, would: Verdict,
            because: [String]
        ) {
            self.run = run
            self.candidate = candidate
            self.champion = champion
            self.time = time
            self.was = was
            self.would = would
            self.because = because
        }

        /// Whether one gate lets the candidate through and the other does not.
        package var isDifferent: Bool { was.allowsPromotion != would.allowsPromotion }
    }

    /// A past decision that cannot be made again.
    package struct Gap: Hashable, Codable, Sendable {
        package var run: RunID
        package var candidate: Int
        package var time: Timestamp
        package var reason: String

        package init(run: RunID, candidate: Int, time: Timestamp, reason: String) {
            self.run = run
            self.candidate = candidate
            self.time = time
            self.reason = reason
        }
    }

    package var environment: EnvironmentName
    package var gateDigest: Digest
    /// Newest first.
    package var entries: [Entry]
    package var gaps: [Gap]

    package init(environment: EnvironmentName, gateDigest: Digest, entries: [Entry], gaps: [Gap]) {
        self.environment = environment
        self.gateDigest = gateDigest
        self.entries = entries
        self.gaps = gaps
    }
}
