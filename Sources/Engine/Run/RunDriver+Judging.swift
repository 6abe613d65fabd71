import Catalog
import Gates
import Promotion

extension RunDriver {
    /// Lets the gate decide from the evidence, and stores the decision with the state that follows from it.
    func judge(_ run: RunRecord) async throws {
        guard let definitions = run.pinned, let candidate = run.state.candidate, let digest = run.candidateDigest else {
            throw EngineError(.broken, "run \(id) has no candidate to judge")
        }
        let evidence = try await context.catalog.read { transaction in
            let scored = ScoredVersion(
                version: candidate, scores: try EvaluationScores(of: candidate, run: run, in: transaction).scores)
            return (scored, try Self.champion(of: run, definitions, in: transaction))
        }
        let decision = Gate.decide(
            policy: definitions.policy.gate,
            evidence: GateEvidence(candidate: evidence.0, champion: evidence.1, now: context.now()))
        let gate = GateReport(
            decision: decision, candidate: candidate, time: context.now(), policyDigest: definitions.policyDigest)
        let approval = approvalNeeded(decision, definitions.policy.approvals)
        try await apply { state in
            // Judged against a champion that is none any more, it is judged again.
            guard state.candidate == candidate, state.champion == run.state.champion else { return .ignored }
            return state.judged(decision, approval: approval)
        } storing: { transaction, run in
            try transaction.insertGateDecision(gate, run: run, candidateDigest: digest)
        }
    }

    private static func champion(
        of run: RunRecord, _ definitions: PinnedDefinitions, in transaction: CatalogTransaction
    ) throws -> Champion {
        guard let version = run.state.champion else { return .none }
        let model = definitions.pipeline.model
        guard
            try transaction.modelVersion(Int64(version), of: model.rawValue, in: run.workspace) != nil
        else { return .unavailable(version: version, reason: "was deleted") }
        guard definitions.pipeline.evaluateStep != nil else {
            return .unavailable(version: version, reason: "cannot be scored: the pipeline has no evaluate step")
        }
        return .scored(
            ScoredVersion(
                version: version, scores: try EvaluationScores(of: version, run: run, in: transaction).scores))
    }

    /// The sentence that says who still has to agree; nil if nobody.
    private func approvalNeeded(_ decision: GateDecision, _ policy: ApprovalPolicy) -> String? {
        guard policy.required > 0 || decision.needsApproval else { return nil }
        let count = max(1, policy.required)
        let from = policy.from.isEmpty ? "" : " from \(policy.from.joined(separator: ", "))"
        let why = policy.required == 0 ? " because there is no champion yet" : ""
        return "waits for \(count) approval\(count == 1 ? "" : "s")\(from)\(why); 'sluice promote' gives one"
    }

    /// Verifies the candidate's bytes and makes it champion, unless the environment is held or somebody else was first.
    func promote(_ run: RunRecord) async throws {
        guard let definitions = run.pinned, let candidate = run.state.candidate, let digest = run.candidateDigest else {
            throw EngineError(.broken, "run \(id) has no candidate to promote")
        }
        let change = ChampionChange(
            project: run.project, environment: run.environment, model: definitions.pipeline.model, version: candidate,
            expectedChampion: run.state.champion, kind: .gate, by: "sluice", reason: "the gate passed",
            run: run.id, recordedDigest: digest)
        do throws(EngineError) {
            try await Promoter(context: context).verify(change)
        } catch {
            guard error.code == .refused else { throw error }
            try await refuse(error.message)
            return
        }
        try await store(change)
    }

    private func refuse(_ reason: String) async throws {
        let now = context.now()
        try await apply { state in
            state.promotionRefused(.init(.failed, reason))
        } storing: { transaction, run in
            try transaction.record(
                .promotionRefused, by: "sluice", at: now, project: run.project, subject: run.id.rawValue,
                details: ["reason": reason])
        }
    }

    private func store(_ change: ChampionChange) async throws {
        let (id, now) = (id, context.now())
        let changed = try await context.catalog.write { transaction -> Bool in
            guard let run = try transaction.run(id) else { return false }
            var state = run.state
            guard state.outstanding == [.promote] else { return false }
            if let hold = try transaction.holds(of: change.project)[change.environment] {
                _ = state.promotionHeld("'\(change.environment)' is held by \(hold.by): \(hold.reason)")
            } else if try transaction.champion(of: change.model, in: change.workspace) != change.expectedChampion {
                _ = state.championChanged(to: try transaction.champion(of: change.model, in: change.workspace))
            } else {
                _ = try transaction.storeChampion(change, at: now)
                _ = state.promotionStored()
            }
            try transaction.updateRun(id, state: state, at: now)
            return true
        }
        if changed { announce() }
    }
}
