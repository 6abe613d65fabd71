import Catalog
import Promotion

extension ProjectReconciler {
    /// Looks again at the runs that wait for people: the gate or the champion may be another one by now, and what is missing as well.
    func reconcileApprovals(_ project: ProjectRecord) async throws {
        let now = context.now()
        let waiting = try await context.catalog.read { transaction in
            try transaction.runsAwaitingApproval().compactMap { id in
                try transaction.run(id).flatMap { run in
                    run.project == project.name ? try transaction.promotionCase(of: run, at: now) : nil
                }
            }
        }
        for given in waiting {
            let signatures = try await SignatureCheck(given, context: context)
            let changed = try await context.catalog.write { transaction in
                try transaction.reconcileApproval(of: given.run.id, signatures, at: now)
            }
            if changed { await driveRun(given.run.id) }
        }
    }
}

extension CatalogTransaction {
    fileprivate func reconcileApproval(of id: RunID, _ signatures: SignatureCheck, at now: Timestamp) throws -> Bool {
        guard let run = try run(id), run.state.status == .awaitingApproval,
            let given = try promotionCase(of: run, at: now)
        else { return false }
        // What has moved on is the planner's to end.
        guard given.isOfTip else { return false }
        if !given.isGateCurrent {
            try judgeAnew(run, at: now)
            return true
        }
        var state = run.state
        let champion = try champion(of: given.model, in: run.workspace)
        if state.championChanged(to: champion) == .changed {
            try updateRun(id, state: state, at: now)
            return true
        }
        try settle(given, signatures, at: now)
        return try self.run(id)?.state != run.state
    }
}
