import Catalog
import Git
import Promotion

/// Gathers what the planner looks at, and asks it.
struct Planning: Sendable {
    let project: ProjectRecord
    let context: EngineContext
    let repository: GitRepository

    func plan() async throws -> Plan {
        let name = project.name
        let known = try await context.catalog.read { transaction in
            (
                try transaction.environments(of: name).map(\.environment), try transaction.tips(of: name),
                try transaction.runSummaries(of: name), try transaction.holds(of: name)
            )
        }
        let tips = Dictionary(
            known.1.compactMap { tip in tip.commit.map { (tip.ref, $0) } }, uniquingKeysWith: { first, _ in first })
        let proposals = try await proposals(known.0, tips: tips)
        return Planner(
            PlanInput(environments: known.0, tips: tips, runs: known.2, holds: known.3, proposals: proposals)
        ).plan()
    }

    private func proposals(
        _ environments: [Environment], tips: [RefName: CommitID]
    ) async throws -> [ProposalKey: Proposal] {
        var proposals: [ProposalKey: Proposal] = [:]
        let finder = ProposalFinder(catalog: context.catalog, repository: repository)
        for environment in environments where environment.strategy == .deployModel {
            guard let below = environment.promotesFrom else { continue }
            for commit in Set(tips.filter { environment.claims($0.key) }.values) {
                let key = ProposalKey(environment: environment.name, commit: commit)
                proposals[key] = try await finder.find(project: project.name, below: below, tip: commit, tree: nil)
            }
        }
        return proposals
    }
}
