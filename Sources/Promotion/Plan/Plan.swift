/// What the next reconciliation would do.
package struct Plan: Hashable, Codable, Sendable {
    /// By environment in the order of the ladder, then by ref.
    package var entries: [PlanEntry]
    /// What keeps refs from being planned at all, such as two environments that claim one.
    package var problems: [String]

    package init(entries: [PlanEntry], problems: [String]) {
        self.entries = entries
        self.problems = problems
    }

    /// The entries that change something.
    package var changes: [PlanEntry] { entries.filter { $0.decision.isChange } }
}

/// What is to be done about one tip, or about one run.
package struct PlanEntry: Hashable, Codable, Sendable {
    package var environment: EnvironmentName
    package var ref: RefName
    package var commit: CommitID
    /// The run that there is already.
    package var run: RunID?
    package var decision: PlanDecision
    /// What is not met yet, a sentence each.
    package var conditions: [String]
    /// What the promotion of what is run will lack, whatever happens next; nil where nobody looked.
    package var lacks: [PromotionCondition]?

    package init(
        environment: EnvironmentName, ref: RefName, commit: CommitID, run: RunID?, decision: PlanDecision,
        conditions: [String] = []
    ) {
        self.environment = environment
        self.ref = ref
        self.commit = commit
        self.run = run
        self.decision = decision
        self.conditions = conditions
    }
}

/// One decision of the planner.
package enum PlanDecision: String, Codable, Sendable, CaseIterable {
    /// Make a run for the tip.
    case create
    /// It is the run's turn.
    case begin
    /// Write down that (or why) the run is blocked.
    case block
    /// The conditions are met: the run joins the queue.
    case unblock
    /// The run has a newer successor, or nothing to run for.
    case supersede
    /// The hold that kept the promotion waiting is gone.
    case release
    /// Nothing: the run waits for its turn, works, or has ended.
    case wait
    case none

    package var isChange: Bool {
        switch self {
        case .create, .begin, .block, .unblock, .supersede, .release: true
        case .wait, .none: false
        }
    }
}
