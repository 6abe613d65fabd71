/// A rung of the ladder with its policy: the contents of one `environments/*.yaml` at the project's protected ref.
package struct Environment: Hashable, Codable, Sendable {
    package var name: EnvironmentName
    /// The rung below. Under `deploy-code` a commit must have succeeded there; under `deploy-model` candidates come from there.
    package var promotesFrom: EnvironmentName?
    package var branches: [RefPattern]
    package var strategy: Strategy
    package var concurrency: Concurrency
    package var datasets: [DatasetName: DatasetBinding]
    /// Variables of every step in this environment.
    package var variables: [String: String]
    package var gate: GatePolicy
    package var approvals: ApprovalPolicy

    package init(
        name: EnvironmentName, promotesFrom: EnvironmentName? = nil, branches: [RefPattern],
        strategy: Strategy = .deployCode,
        concurrency: Concurrency = .queue, datasets: [DatasetName: DatasetBinding] = [:],
        variables: [String: String] = [:],
        gate: GatePolicy = GatePolicy(), approvals: ApprovalPolicy = ApprovalPolicy()
    ) {
        self.name = name
        self.promotesFrom = promotesFrom
        self.branches = branches
        self.strategy = strategy
        self.concurrency = concurrency
        self.datasets = datasets
        self.variables = variables
        self.gate = gate
        self.approvals = approvals
    }

    /// Whether a push to `ref` is meant for this environment.
    package func claims(_ ref: RefName) -> Bool { branches.contains { $0.matches(ref) } }
}

/// What moves from one environment to the next.
package enum Strategy: String, Codable, Sendable, CaseIterable {
    /// The code moves; each environment retrains on its own data.
    case deployCode = "deploy-code"
    /// The artifact moves; tests and evaluation run here on this environment's data.
    case deployModel = "deploy-model"
}

/// What happens to a branch's earlier run when its tip moves on. In both cases one run at a time works in an environment.
package enum Concurrency: String, Codable, Sendable, CaseIterable {
    /// A run that has begun goes on; the newer one waits for it.
    case queue
    /// A run of an older tip of the same branch is stopped.
    case supersede
}

/// Where a dataset's bytes are. A relative path is meant from the project's data folder.
package enum DatasetBinding: Hashable, Codable, Sendable {
    /// A Delta Lake table.
    case delta(path: String)
    /// A file or a folder of files.
    case files(path: String)

    package var path: String {
        switch self {
        case .delta(let path), .files(let path): path
        }
    }
}
