import Catalog
import Promotion
import Testing

/// Names and rows with which the tests of the promotion half begin.
enum Sample {
    static let project = ProjectName(checked: "churn")
    static let dev = EnvironmentName(checked: "dev")
    static let staging = EnvironmentName(checked: "staging")
    static let model = ModelName(checked: "churn")
    static let branch = RefName(checked: "refs/heads/dev")
    static let train = StepKey(checked: "train")
    static let now = Timestamp(milliseconds: 5_000)

    static func commit(_ number: Int) -> CommitID {
        let digits = String(number, radix: 16)
        return CommitID(checked: String(repeating: "0", count: 40 - digits.count) + digits)
    }

    static func digest(_ text: String) -> Digest { Digest(ofText: text) }

    static func environment(_ name: EnvironmentName, below: EnvironmentName? = nil) throws -> Environment {
        Environment(
            name: name, promotesFrom: below, branches: [try #require(RefPattern(name.rawValue))],
            gate: GatePolicy(checks: [.metric(MetricCheck(metric: "f1", threshold: 0.5))]))
    }

    static func record(_ name: ProjectName = project) -> ProjectRecord {
        ProjectRecord(
            name: name, source: "/srv/\(name)", protectedRef: RefName(checked: "refs/heads/main"),
            dataFolder: "/srv/\(name)", created: now)
    }

    static func report(_ commit: CommitID) -> CommitReport {
        CommitReport(
            id: commit, tree: TreeID(checked: commit.rawValue), author: "Ada <ada@example.org>",
            committer: "Bob <bob@example.org>", subject: "Change", time: now)
    }

    static func version(_ number: String, of path: String = "customers") -> DatasetVersion {
        DatasetVersion(
            version: number, digest: digest(path + number), location: "/srv/\(path)", binding: .delta(path: path),
            timestamp: nil, schema: nil, fileCount: 1, byteCount: 10, rowCount: nil)
    }

    static let pipeline = Pipeline(
        name: "churn", model: model, requirements: nil,
        steps: [PipelineStep(name: StepName(checked: "train"), kind: .train, run: .succeed)])
}

extension CatalogTransaction {
    /// A run of a tip, brought to a state by events.
    @discardableResult
    func makeRun(
        _ commit: Int = 1, in environment: EnvironmentName = Sample.dev, ref: RefName = Sample.branch,
        at time: Timestamp = Sample.now, events: (inout RunStateMachine) -> Void = { _ in }
    ) throws -> RunID {
        let id = try insertRun(
            project: Sample.project, environment: try Sample.environment(environment), ref: ref,
            commit: Sample.report(Sample.commit(commit)), state: RunStateMachine(), by: "sluice", at: time)
        var state = RunStateMachine()
        events(&state)
        if state != RunStateMachine() { try updateRun(id, state: state, at: time) }
        return id
    }

    func pin(_ run: RunID) throws {
        let policy = try Sample.environment(Sample.dev)
        try pinDefinitions(
            PinnedDefinitions(
                pipeline: Sample.pipeline, policy: policy, policyDigest: try storePolicy(policy),
                policyCommit: Sample.commit(9)),
            of: run, isolation: "none")
    }
}

extension RunStateMachine {
    mutating func end(_ status: RunStatus, _ reason: String = "because") {
        _ = stop(Ending(status, reason))
    }
}
