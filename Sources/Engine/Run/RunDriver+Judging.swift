import Catalog
import Gates
import Promotion

extension RunDriver {
    /// Lets the gate decide from the evidence, and stores decision, definition and evidence with the state that follows from them.
    /// Gathering changes nothing, so that an engine that was killed gathers again.
    func judge(_ run: RunRecord) async throws {
        guard let definitions = run.pinned, let candidate = run.state.candidate, let digest = run.candidateDigest else {
            throw EngineError(.broken, "run \(id) has no candidate to judge")
        }
        guard try await isChampionCurrent(run, definitions) else { return }
        let gate = definitions.policy.gate
        defer { context.judging.end(id) }
        let record = try await EvidenceRecord(of: run, definitions, context: context)
        let source = EvidenceSource(context: context) { [context, id] in context.judging.note($0, of: id) }
        let evidence = try await source.evidence(record, for: gate, now: record.now)
        context.judging.note("deciding by \(gate.nodes.count) checks", of: id)
        let (decision, wait) = try await JudgingWork.forRuns.run {
            let decision = Gate.decide(policy: gate, evidence: evidence)
            return (decision, GateTiming(policy: gate, evidence: evidence).wait(after: decision))
        }
        try Task.checkCancellation()
        let judged = Judged(
            gate: gate, decision: decision, wait: wait, evidence: try record.text(), candidateDigest: digest,
            policyDigest: definitions.policyDigest, time: record.now)
        try await store(judged, of: run, candidate: candidate)
    }

    /// What came of judging.
    private struct Judged: Sendable {
        let gate: GatePolicy
        let decision: GateDecision
        let wait: GateTiming.Wait?
        let evidence: String
        let candidateDigest: Digest
        let policyDigest: Digest
        let time: Timestamp
    }

    /// Whether the champion is still the one that the candidate was scored beside. If not, both are scored anew.
    private func isChampionCurrent(_ run: RunRecord, _ definitions: PinnedDefinitions) async throws -> Bool {
        let champion = try await context.catalog.read {
            try $0.champion(of: definitions.pipeline.model, in: run.workspace)
        }
        guard champion != run.state.champion else { return true }
        try await apply { $0.championChanged(to: champion) }
        return false
    }

    private func store(_ judged: Judged, of run: RunRecord, candidate: Int) async throws {
        let gateDigest = try await context.catalog.read { try $0.gateDigest(of: judged.gate) }
        var decision = judged.decision
        decision.gateDigest = gateDigest
        let gate = GateReport(
            decision: decision, candidate: candidate, time: judged.time, policyDigest: judged.policyDigest)
        let approval = judged.wait == nil ? try await approvalMissing(run, gate) : nil
        let decided = decision
        try await apply { state in
            // Judged against a champion that is none any more, it is judged again.
            guard state.candidate == candidate, state.champion == run.state.champion else { return .ignored }
            if let wait = judged.wait { return state.judgedTooEarly(wait.reason, until: wait.until) }
            return state.judged(decided, approval: approval)
        } storing: { transaction, run in
            // A run that goes on waiting for the same has nothing new on record.
            if judged.wait != nil, try transaction.gateDecision(of: run.id)?.decision == decided { return }
            try transaction.insertGateDecision(gate, run: run, candidateDigest: judged.candidateDigest)
            try transaction.insertGateEvidence(judged.evidence, gate: judged.gate, digest: gateDigest, run: run.id)
        }
    }
}
