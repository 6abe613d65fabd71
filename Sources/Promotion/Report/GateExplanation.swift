/// Why a run's gate decided as it did, or what it is at: what `sluice gate explain` shows.
package struct GateExplanation: Hashable, Codable, Sendable {
    package var run: RunID
    package var project: ProjectName
    package var environment: EnvironmentName
    package var status: RunStatus
    /// The name of the phase.
    package var phase: String
    package var reason: String
    /// nil while the gate has not decided.
    package var gate: GateReport?
    /// What judging is at; nil if it is not going on.
    package var progress: String?
    /// What the promotion still lacks.
    package var lacks: [PromotionCondition]

    package init(
        run: RunID, project: ProjectName, environment: EnvironmentName, status: RunStatus, phase: String,
        reason: String, gate: GateReport?, progress: String?, lacks: [PromotionCondition]
    ) {
        self.run = run
        self.project = project
        self.environment = environment
        self.status = status
        self.phase = phase
        self.reason = reason
        self.gate = gate
        self.progress = progress
        self.lacks = lacks
    }
}

/// Something that a promotion lacks.
package struct PromotionCondition: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case hold, gate, soak, window, approvals
    }

    package var kind: Kind
    /// One sentence with the figures.
    package var sentence: String
    /// When it is met by itself, as far as anybody knows; nil if only people or steps meet it.
    package var until: Timestamp?

    package init(_ kind: Kind, _ sentence: String, until: Timestamp? = nil) {
        self.kind = kind
        self.sentence = sentence
        self.until = until
    }
}
