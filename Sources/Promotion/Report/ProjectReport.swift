/// One project at a glance: what `sluice status` shows.
package struct ProjectReport: Hashable, Codable, Sendable {
    package var name: ProjectName
    /// The address that is watched: a local path or a URL, without credentials.
    package var source: String
    package var protectedRef: RefName
    /// The commit of the protected ref from which the environments were read; nil before the first look.
    package var policyCommit: CommitID?
    package var environments: [EnvironmentReport]
    /// What keeps the project, or part of it, from being worked on, a sentence each.
    package var problems: [String]

    package init(
        name: ProjectName, source: String, protectedRef: RefName, policyCommit: CommitID?,
        environments: [EnvironmentReport],
        problems: [String]
    ) {
        self.name = name
        self.source = source
        self.protectedRef = protectedRef
        self.policyCommit = policyCommit
        self.environments = environments
        self.problems = problems
    }
}

/// One environment at a glance.
package struct EnvironmentReport: Hashable, Codable, Sendable {
    package var name: EnvironmentName
    package var workspace: WorkspaceName
    package var branches: [String]
    package var strategy: Strategy
    package var promotesFrom: EnvironmentName?
    /// The tips that are meant for it, newest first.
    package var tips: [TipReport]
    /// The run that works or waits, otherwise the newest.
    package var run: RunReport?
    package var champion: ModelVersionReport?
    /// The metrics that the gate asks for, in its order and each once.
    package var gatedMetrics: [String]
    package var hold: Hold?
    /// What is waiting, and for what, a sentence each.
    package var waiting: [String]
    /// What somebody has to look at, a sentence each: overridden checks, rules that were just changed, a blocked champion.
    package var warnings: [String]

    package init(
        name: EnvironmentName, workspace: WorkspaceName, branches: [String], strategy: Strategy,
        promotesFrom: EnvironmentName?, tips: [TipReport], run: RunReport?, champion: ModelVersionReport?,
        gatedMetrics: [String], hold: Hold?,
        waiting: [String], warnings: [String] = []
    ) {
        self.name = name
        self.workspace = workspace
        self.branches = branches
        self.strategy = strategy
        self.promotesFrom = promotesFrom
        self.tips = tips
        self.run = run
        self.champion = champion
        self.gatedMetrics = gatedMetrics
        self.hold = hold
        self.waiting = waiting
        self.warnings = warnings
    }
}

/// A ref as it was seen last.
package struct TipReport: Hashable, Codable, Sendable {
    package var ref: RefName
    /// nil once the ref is gone.
    package var commit: CommitID?
    package var seen: Timestamp

    package init(ref: RefName, commit: CommitID?, seen: Timestamp) {
        self.ref = ref
        self.commit = commit
        self.seen = seen
    }
}
