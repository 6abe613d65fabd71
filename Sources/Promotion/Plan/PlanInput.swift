/// Everything that the planner looks at. It has no other source of knowledge.
package struct PlanInput: Hashable, Sendable {
    /// At the protected ref, in the order of the ladder.
    package var environments: [Environment]
    /// The tips that were seen last.
    package var tips: [RefName: CommitID]
    /// For each environment and ref the newest run, and every run that is not final or that succeeded.
    package var runs: [RunSummary]
    package var holds: [EnvironmentName: Hold]
    /// Under `deploy-model`: what there is to promote for a tip; no entry means nothing suitable was found.
    package var proposals: [ProposalKey: Proposal]

    package init(
        environments: [Environment], tips: [RefName: CommitID], runs: [RunSummary],
        holds: [EnvironmentName: Hold] = [:],
        proposals: [ProposalKey: Proposal] = [:]
    ) {
        self.environments = environments
        self.tips = tips
        self.runs = runs
        self.holds = holds
        self.proposals = proposals
    }
}

/// A run, as far as planning is concerned.
package struct RunSummary: Hashable, Codable, Sendable {
    package var id: RunID
    /// Counts up within the environment, from 1.
    package var number: Int
    package var environment: EnvironmentName
    package var ref: RefName
    package var commit: CommitID
    package var status: RunStatus
    package var reason: String
    /// Whether it has left the queue.
    package var hasBegun: Bool
    /// When a run that only waits for a time is looked at again; nil for any other.
    package var waitsUntil: Timestamp?

    package init(
        id: RunID, number: Int, environment: EnvironmentName, ref: RefName, commit: CommitID, status: RunStatus,
        reason: String = "", hasBegun: Bool, waitsUntil: Timestamp? = nil
    ) {
        self.id = id
        self.number = number
        self.environment = environment
        self.ref = ref
        self.commit = commit
        self.status = status
        self.reason = reason
        self.hasBegun = hasBegun
        self.waitsUntil = waitsUntil
    }

    /// Whether its steps are being stopped: it works no longer, but has not let go yet.
    package var isStopping: Bool { status == .running && !reason.isEmpty }
}

/// An environment pinned on purpose: nothing begins and nothing is promoted until somebody resumes it.
package struct Hold: Hashable, Codable, Sendable {
    package var by: String
    package var reason: String
    package var since: Timestamp

    package init(by: String, reason: String, since: Timestamp) {
        self.by = by
        self.reason = reason
        self.since = since
    }
}

/// A tip in an environment under `deploy-model`.
package struct ProposalKey: Hashable, Sendable {
    package var environment: EnvironmentName
    package var commit: CommitID

    package init(environment: EnvironmentName, commit: CommitID) {
        self.environment = environment
        self.commit = commit
    }
}

/// The version of the environment below that a tip would bring along.
package struct Proposal: Hashable, Codable, Sendable {
    package var model: ModelName
    package var version: Int
    /// The commit that it was trained from.
    package var commit: CommitID

    package init(model: ModelName, version: Int, commit: CommitID) {
        self.model = model
        self.version = version
        self.commit = commit
    }
}
