import Promotion

/// Projects with a ladder of three environments, each with a history of runs that succeeded.
struct Workload {
    let projects: [PlanInput]

    /// - Parameters:
    ///   - count: How many projects there are, all alike.
    ///   - branches: How many release branches a project has; each has a run in prod.
    ///   - runsPerEnvironment: How many commits climbed the ladder before.
    ///   - unclaimed: How many refs there are besides that no environment wants.
    ///   - moved: Whether every tip has moved since its last run.
    init(projects count: Int, branches: Int = 1, runsPerEnvironment: Int = 1, unclaimed: Int = 0, moved: Bool) {
        projects = (0..<count).map { project in
            Self.project(
                number: project, branches: branches, history: runsPerEnvironment, unclaimed: unclaimed, moved: moved)
        }
    }

    var environments: Int { projects.reduce(0) { $0 + $1.environments.count } }
    var runs: Int { projects.reduce(0) { $0 + $1.runs.count } }
    var refs: Int { projects.reduce(0) { $0 + $1.tips.count } }

    /// Plans every project once; how many changes that gave.
    func plan() -> Int { projects.reduce(0) { $0 + Planner($1).plan().changes.count } }

    private static let dev = EnvironmentName(checked: "dev")
    private static let staging = EnvironmentName(checked: "staging")
    private static let prod = EnvironmentName(checked: "prod")

    private static let ladder = [
        Environment(name: dev, branches: patterns("dev", "feature/**")),
        Environment(name: staging, branches: patterns("main")),
        Environment(name: prod, promotesFrom: staging, branches: patterns("release/*")),
    ]

    private static func patterns(_ texts: String...) -> [RefPattern] { texts.compactMap { RefPattern($0) } }

    private static func project(
        number: Int, branches: Int, history: Int, unclaimed: Int, moved: Bool
    ) -> PlanInput {
        var tips: [RefName: CommitID] = [:]
        var runs: [RunSummary] = []
        var refs = [(dev, ref("dev")), (staging, ref("main"))]
        refs += (0..<branches).map { (prod, ref("release/\($0)")) }
        for (environment, ref) in refs {
            for past in 0..<history {
                let number = runs.count + 1
                runs.append(
                    RunSummary(
                        id: RunID(checked: "p\(number)-\(environment)-\(number)"), number: number,
                        environment: environment, ref: ref, commit: commit(past), status: .succeeded, hasBegun: true))
            }
            tips[ref] = commit(moved ? history : history - 1)
        }
        for other in 0..<unclaimed { tips[ref("users/somebody/topic-\(other)")] = commit(other) }
        return PlanInput(environments: ladder, tips: tips, runs: runs)
    }

    private static func ref(_ branch: String) -> RefName { RefName(checked: "refs/heads/" + branch) }

    private static func commit(_ number: Int) -> CommitID {
        let digits = String(number, radix: 16)
        return CommitID(checked: String(repeating: "0", count: 40 - digits.count) + digits)
    }
}
