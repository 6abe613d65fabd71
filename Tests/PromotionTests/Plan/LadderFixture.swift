import Promotion

/// The ladder that the planner's tests climb: dev, staging from dev, prod from staging.
enum Ladder {
    static let dev = EnvironmentName(checked: "dev")
    static let staging = EnvironmentName(checked: "staging")
    static let prod = EnvironmentName(checked: "prod")

    static func environments(
        concurrency: Concurrency = .queue, strategy: Strategy = .deployCode
    ) -> [Environment] {
        [
            Environment(name: dev, branches: patterns("dev", "feature/*"), concurrency: concurrency),
            Environment(
                name: staging, promotesFrom: dev, branches: patterns("main"), strategy: strategy,
                concurrency: concurrency),
            Environment(
                name: prod, promotesFrom: staging, branches: patterns("release/*"), strategy: strategy,
                concurrency: concurrency),
        ]
    }

    static func patterns(_ texts: String...) -> [RefPattern] { texts.compactMap { RefPattern($0) } }

    static func branch(_ name: String) -> RefName { RefName(checked: "refs/heads/" + name) }

    static func commit(_ number: Int) -> CommitID {
        let digits = String(number, radix: 16)
        return CommitID(checked: digits + String(repeating: "0", count: 40 - digits.count))
    }

    static let a = commit(0xa)
    static let b = commit(0xb)
}

extension ProjectSimulator {
    /// The decisions of the next plan, as `environment ref commit decision: conditions`.
    var shownPlan: [String] {
        plan().entries.map { entry in
            let what = "\(entry.environment) \(entry.ref.shown) \(entry.commit.rawValue.prefix(1)) \(entry.decision)"
            return entry.conditions.isEmpty ? what : what + ": " + entry.conditions.joined(separator: "; ")
        }
    }

    /// The status of every run by its id.
    var statuses: [String: RunStatus] {
        Dictionary(runs.map { ($0.id.rawValue, $0.machine.status) }) { first, _ in first }
    }
}
