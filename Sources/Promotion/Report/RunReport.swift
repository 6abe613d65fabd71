/// A run as people and programs see it.
package struct RunReport: Hashable, Codable, Sendable {
    package var id: RunID
    package var project: ProjectName
    package var environment: EnvironmentName
    package var ref: RefName
    package var commit: CommitReport
    package var strategy: Strategy
    package var status: RunStatus
    /// What it is doing, such as `building`; the name of the phase.
    package var phase: String
    package var reason: String
    package var created: Timestamp
    package var began: Timestamp?
    package var finished: Timestamp?
    package var model: ModelName?
    package var candidate: Int?
    /// The champion that the candidate was compared with.
    package var champion: Int?
    package var promoted: Bool
    package var steps: [StepReport]
    package var inputs: [RunInput]
    package var gate: GateReport?
    /// The commit of the protected ref whose policy judged the run, and the digest of that policy.
    package var policyCommit: CommitID?
    package var policyDigest: Digest?
    /// How steps were isolated, or why they were not.
    package var isolation: String
    /// What the promotion still lacks; nil where it was not looked up, as in lists.
    package var lacks: [PromotionCondition]?

    package init(
        id: RunID, project: ProjectName, environment: EnvironmentName, ref: RefName, commit: CommitReport,
        strategy: Strategy, status: RunStatus, phase: String, reason: String, created: Timestamp, began: Timestamp?,
        finished: Timestamp?, model: ModelName?, candidate: Int?, champion: Int?, promoted: Bool, steps: [StepReport],
        inputs: [RunInput], gate: GateReport?, policyCommit: CommitID?, policyDigest: Digest?, isolation: String
    ) {
        self.id = id
        self.project = project
        self.environment = environment
        self.ref = ref
        self.commit = commit
        self.strategy = strategy
        self.status = status
        self.phase = phase
        self.reason = reason
        self.created = created
        self.began = began
        self.finished = finished
        self.model = model
        self.candidate = candidate
        self.champion = champion
        self.promoted = promoted
        self.steps = steps
        self.inputs = inputs
        self.gate = gate
        self.policyCommit = policyCommit
        self.policyDigest = policyDigest
        self.isolation = isolation
    }
}

/// A commit, as far as people want to know it.
package struct CommitReport: Hashable, Codable, Sendable {
    package var id: CommitID
    package var tree: TreeID?
    /// `Name <mail>`; nil if the commit has not been read yet.
    package var author: String?
    package var committer: String?
    package var subject: String
    package var time: Timestamp?

    package init(
        id: CommitID, tree: TreeID?, author: String?, committer: String?, subject: String, time: Timestamp?
    ) {
        self.id = id
        self.tree = tree
        self.author = author
        self.committer = committer
        self.subject = subject
        self.time = time
    }
}

/// A step of a run: its last attempt.
package struct StepReport: Hashable, Codable, Sendable {
    package var key: StepKey
    package var kind: StepKind
    package var status: RunStatus
    package var attempt: Int
    package var reason: String?
    package var began: Timestamp?
    package var finished: Timestamp?
    /// Bytes.
    package var peakMemory: Int64?
    /// User and system time of the whole process tree.
    package var cpuMilliseconds: Int64?
    package var tests: TestSummary?

    package init(
        key: StepKey, kind: StepKind, status: RunStatus, attempt: Int, reason: String? = nil, began: Timestamp? = nil,
        finished: Timestamp? = nil, peakMemory: Int64? = nil, cpuMilliseconds: Int64? = nil, tests: TestSummary? = nil
    ) {
        self.key = key
        self.kind = kind
        self.status = status
        self.attempt = attempt
        self.reason = reason
        self.began = began
        self.finished = finished
        self.peakMemory = peakMemory
        self.cpuMilliseconds = cpuMilliseconds
        self.tests = tests
    }
}

/// The tests of one step.
package struct TestSummary: Hashable, Codable, Sendable {
    package var passed: Int
    package var failed: Int
    package var skipped: Int
    /// Names and texts of failures, at most 20.
    package var failures: [TestFailure]

    package init(passed: Int, failed: Int, skipped: Int, failures: [TestFailure] = []) {
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
        self.failures = failures
    }
}

/// A test that did not pass.
package struct TestFailure: Hashable, Codable, Sendable {
    package var name: String
    package var message: String

    package init(name: String, message: String) {
        self.name = name
        self.message = message
    }
}

/// A dataset that a run was given, and what its code said that it used.
package struct RunInput: Hashable, Codable, Sendable {
    package var name: DatasetName
    package var given: DatasetVersion
    /// The versions that the code logged with `mlflow.log_input` under this dataset's path; empty if it logged none.
    package var logged: [String]
    /// What differs between given and logged; nil if nothing does.
    package var mismatch: String?

    package init(name: DatasetName, given: DatasetVersion, logged: [String] = [], mismatch: String? = nil) {
        self.name = name
        self.given = given
        self.logged = logged
        self.mismatch = mismatch
    }
}

/// A gate's decision, with when it was made.
package struct GateReport: Hashable, Codable, Sendable {
    package var decision: GateDecision
    package var candidate: Int
    package var time: Timestamp
    package var policyDigest: Digest

    package init(decision: GateDecision, candidate: Int, time: Timestamp, policyDigest: Digest) {
        self.decision = decision
        self.candidate = candidate
        self.time = time
        self.policyDigest = policyDigest
    }
}
