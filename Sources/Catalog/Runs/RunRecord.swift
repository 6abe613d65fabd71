package import Promotion

/// A run as it is stored: its identity, its state machine, and what was pinned when it began.
package struct RunRecord: Hashable, Sendable {
    package var id: RunID
    package var project: ProjectName
    package var environment: EnvironmentName
    package var number: Int
    package var ref: RefName
    package var commit: CommitReport
    package var state: RunStateMachine
    /// nil until the run has begun.
    package var pinned: PinnedDefinitions?
    /// SHA-256 of the candidate's files when it was selected.
    package var candidateDigest: Digest?
    package var isolation: String
    package var created: Timestamp
    package var began: Timestamp?
    package var finished: Timestamp?

    /// The run in the planner's eyes.
    package var summary: RunSummary {
        RunSummary(
            id: id, number: number, environment: environment, ref: ref, commit: commit.id, status: state.status,
            reason: state.reason, hasBegun: state.hasBegun, waitsUntil: state.waitsUntil)
    }

    /// Where the run works.
    package var workspace: WorkspaceName { WorkspaceName(project: project, environment: environment) }
}

/// The definitions that a run keeps to, whatever is pushed while it works.
package struct PinnedDefinitions: Hashable, Sendable {
    /// From the run's own commit.
    package var pipeline: Pipeline
    /// From the protected ref.
    package var policy: Environment
    package var policyDigest: Digest
    package var policyCommit: CommitID

    package init(pipeline: Pipeline, policy: Environment, policyDigest: Digest, policyCommit: CommitID) {
        self.pipeline = pipeline
        self.policy = policy
        self.policyDigest = policyDigest
        self.policyCommit = policyCommit
    }
}
