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
        let approval = try await approvalMissing(run, gate)
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
}
