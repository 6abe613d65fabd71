import Catalog
import Gates
import Promotion

/// Finds what a promotion still lacks: the conditions that people ask for, each with a sentence.
struct PromotionConditions {
    let transaction: CatalogTransaction
    let now: Timestamp

    /// Of a run; empty once it is over or promoted.
    func lacking(_ run: RunRecord) throws -> [PromotionCondition] {
        guard !run.state.status.isFinal, !run.state.promoted else { return [] }
        let known = try transaction.environments(of: run.project).first { $0.environment.name == run.environment }?
            .environment
        guard let policy = run.pinned?.policy ?? known else { return [] }
        var lacking = try hold(run.project, run.environment)
        if let sentence = gate(policy, of: run) { lacking.append(PromotionCondition(.gate, sentence)) }
        lacking += times(policy, soak: try transaction.soakEvidence(of: run, policy: policy))
        lacking += approvals(policy, of: run)
        return lacking
    }

    /// Of a run that there is not yet.
    func lacking(
        _ policy: Environment, project: ProjectName, commit: CommitID
    ) throws -> [PromotionCondition] {
        var lacking = try hold(project, policy.name)
        if let sentence = gate(policy, of: nil) { lacking.append(PromotionCondition(.gate, sentence)) }
        let soak = try transaction.soakEvidence(of: commit, project: project, policy: policy)
        lacking += times(policy, soak: soak)
        return lacking + approvals(policy, of: nil)
    }

    private func hold(_ project: ProjectName, _ environment: EnvironmentName) throws -> [PromotionCondition] {
        guard let hold = try transaction.holds(of: project)[environment] else { return [] }
        return [PromotionCondition(.hold, "'\(environment)' is held by \(hold.by): \(hold.reason)")]
    }

    private func gate(_ policy: Environment, of run: RunRecord?) -> String? {
        switch run?.state.phase {
        case .awaitingApproval, .held, .promoting, .deploying, .stopping, .finished: return nil
        case .waiting(let reason, _): return reason
        case nil, .pending, .blocked, .preparing, .building, .selecting, .evaluating, .judging:
            let count = policy.gate.nodes.count
            guard count > 0 else { return nil }
            return "the gate has not decided yet, by \(count) check\(count == 1 ? "" : "s")"
        }
    }

    /// The windows that are closed and the times that are not over, whatever the gate makes of them.
    private func times(_ policy: Environment, soak: SoakEvidence) -> [PromotionCondition] {
        guard !policy.gate.timed.isEmpty else { return [] }
        let timing = GateTiming(policy: policy.gate, soak: soak, now: now)
        return policy.gate.timed.compactMap { _, check in
            let result = timing.result(of: check)
            guard let result, !result.verdict.allowsPromotion else { return nil }
            let kind: PromotionCondition.Kind = check.condition.kind == .soak ? .soak : .window
            return PromotionCondition(kind, result.reason, until: timing.nextChange(of: check.condition))
        }
    }

    private func approvals(_ policy: Environment, of run: RunRecord?) -> [PromotionCondition] {
        if case .awaitingApproval(let reason) = run?.state.phase { return [PromotionCondition(.approvals, reason)] }
        let needed = policy.approvals.required
        switch run?.state.phase {
        case .held, .promoting, .deploying, .stopping, .finished, .awaitingApproval: return []
        case nil, .pending, .blocked, .preparing, .building, .selecting, .evaluating, .judging, .waiting:
            guard needed > 0 else { return [] }
            let from = policy.approvals.from.map { "\($0)" }.joined(separator: ", ")
            return [
                PromotionCondition(
                    .approvals,
                    "\(needed) approval\(needed == 1 ? "" : "s")\(from.isEmpty ? "" : " from \(from)") once the gate has passed"
                )
            ]
        }
    }
}
