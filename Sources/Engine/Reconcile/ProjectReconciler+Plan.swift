import Catalog
import Git
import Promotion

extension ProjectReconciler {
    /// Plans and applies until there is nothing more to do. Gives the plan's problems.
    func reconcilePlan(_ project: ProjectRecord) async throws -> [String] {
        let planning = Planning(project: project, context: context, repository: try source(of: project).repository)
        // A plan's changes may make others possible: a run is made, then it begins. Ten rounds are more than any chain is long.
        for _ in 0..<10 {
            let plan = try await planning.plan()
            guard !plan.changes.isEmpty else { return plan.problems }
            try await apply(plan, project)
        }
        return ["planning does not come to rest; this is a defect of Sluice"]
    }

    private func apply(_ plan: Plan, _ project: ProjectRecord) async throws {
        for entry in plan.changes {
            switch entry.decision {
            case .create: try await create(entry, project)
            case .begin: try await change(entry) { $0.begin() }
            case .block: try await change(entry) { $0.block(entry.conditions.joined(separator: "; ")) }
            case .unblock: try await change(entry) { $0.unblock() }
            case .release: try await change(entry) { $0.promotionReleased() }
            case .supersede:
                try await change(entry) { $0.stop(.init(.superseded, entry.conditions.joined(separator: "; "))) }
            case .wait, .none: break
            }
        }
    }

    private func create(_ entry: PlanEntry, _ project: ProjectRecord) async throws {
        let info = try await source(of: project).repository.commit(entry.commit)
        let commit = CommitReport(info)
        let now = context.now()
        var state = RunStateMachine()
        if !entry.conditions.isEmpty { _ = state.block(entry.conditions.joined(separator: "; ")) }
        let initial = state
        try await context.catalog.write { transaction in
            let environments = try transaction.environments(of: project.name)
            guard let record = environments.first(where: { $0.environment.name == entry.environment }) else { return }
            _ = try transaction.insertRun(
                project: project.name, environment: record.environment, ref: entry.ref, commit: commit, state: initial,
                by: "sluice", at: now)
        }
    }

    private func change(
        _ entry: PlanEntry, _ event: @escaping @Sendable (inout RunStateMachine) -> RunStateMachine.Transition
    ) async throws {
        guard let id = entry.run else { return }
        let now = context.now()
        try await context.catalog.write { _ = try $0.apply(event, to: id, at: now) }
        await driveRun(id)
    }
}

extension CommitReport {
    /// What git says of a commit, for people.
    init(_ info: CommitInfo) {
        func person(_ signature: CommitInfo.Signature) -> String { "\(signature.name) <\(signature.email)>" }
        self.init(
            id: info.id, tree: info.tree, author: person(info.author), committer: person(info.committer),
            subject: info.summary, time: info.committer.time)
    }
}
