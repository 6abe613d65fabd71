import Catalog
import Promotion

extension PromotionCase {
    /// The same with one more approval.
    func adding(_ approval: Approval) -> PromotionCase {
        PromotionCase(
            run: run, model: model, gate: gate, environment: environment, question: question,
            approvals: approvals + [approval], overrides: overrides, policyChange: policyChange, isOfTip: isOfTip,
            isGateCurrent: isGateCurrent)
    }

    /// Why an approval that is not stored yet would not count; nil if it would.
    func objection(to approval: Approval, _ signatures: SignatureCheck, at now: Timestamp) -> String? {
        adding(approval).tally(signatures, at: now).lines.last?.objection
    }

    /// What is missing before the promotion may happen, in one sentence; nil if nothing is.
    func obstacle(_ signatures: SignatureCheck, at now: Timestamp) -> String? {
        let tally = tally(signatures, at: now)
        guard tally.required > 0 else { return nil }
        if !isOfTip { return "\(run.ref.shown.quotedForMessage) has moved on, and approvals are for its tip" }
        return tally.isSatisfied ? nil : "\(tally.sentence); 'sluice approve \(run.id)' gives one"
    }

    func report(_ signatures: SignatureCheck, at now: Timestamp) -> ApprovalReport {
        ApprovalReport(
            run: run.id, project: run.project, environment: run.environment, status: run.state.status,
            reason: run.state.reason, subject: question.subject, tally: tally(signatures, at: now),
            parts: question.parts, since: gate.time, now: now)
    }
}

extension CatalogTransaction {
    /// The case of a run whose promotion people may agree to: it waits for that, or its gate lets it through by an override and it was
    /// not promoted. Throws `refused` for every other.
    func openCase(of id: RunID, at now: Timestamp) throws -> PromotionCase {
        guard let run = try run(id) else { throw Engine.noRun(id) }
        let status = run.state.status
        guard let given = try promotionCase(of: run, at: now) else {
            throw EngineError(
                .refused, "there is nothing to approve in \(id): its gate has not decided; it is \(status.rawValue)")
        }
        if status == .awaitingApproval { return given }
        try refuseIfRejected(id)
        guard status.isFinal, !run.state.promoted, status != .superseded else {
            throw EngineError(.refused, "there is nothing to approve in \(id): it is \(status.rawValue)")
        }
        guard given.gate.decision.verdict.allowsPromotion || !given.overrides.isEmpty else {
            throw EngineError(
                .refused,
                "there is nothing to approve in \(id): the gate did not let version \(given.question.subject.version) "
                    + "through; 'sluice override' is how a person takes that on themselves")
        }
        return given
    }

    /// Throws `refused` if somebody said no to what the run would promote.
    func refuseIfRejected(_ id: RunID) throws {
        guard let rejection = try rejection(of: id) else { return }
        throw EngineError(
            .refused,
            "\(id) was rejected by \(rejection.by): \(rejection.reason); only a new run brings another candidate")
    }

    /// Takes a run that waits on to its promotion if nothing is missing any more; otherwise keeps what is.
    func settle(_ given: PromotionCase, _ signatures: SignatureCheck, at now: Timestamp) throws {
        guard let run = try run(given.run.id) else { return }
        var state = run.state
        let event: (inout RunStateMachine) -> RunStateMachine.Transition =
            if let obstacle = given.obstacle(signatures, at: now) { { $0.approvalNeeded(obstacle) } } else {
                { $0.approved() }
            }
        guard event(&state) == .changed else { return }
        try updateRun(run.id, state: state, at: now)
    }

    /// Has the candidate judged again by the rules of now: they are pinned in place of the old ones.
    func judgeAnew(_ run: RunRecord, at now: Timestamp) throws {
        guard var pinned = run.pinned, let project = try project(run.project), let commit = project.policyCommit,
            let record = try environments(of: run.project).first(where: { $0.environment.name == run.environment })
        else { return }
        var state = run.state
        guard state.gateChanged(checks: record.environment.gate.commandSteps) == .changed else { return }
        // Data and variables are what the run was made with; only what judges and who agrees is new.
        pinned.policy.gate = record.environment.gate
        pinned.policy.approvals = record.environment.approvals
        pinned.policyDigest = try storePolicy(pinned.policy)
        pinned.policyCommit = commit
        try pinDefinitions(pinned, of: run.id, isolation: run.isolation)
        try updateRun(run.id, state: state, at: now)
    }
}
