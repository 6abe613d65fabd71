import Catalog
import Gates
import Promotion

extension CatalogTransaction {
    /// Whether a window or soak time of the run's gate has another answer now than when the gate decided: a window that was open then may
    /// be closed when people have agreed at last.
    func isOutOfTime(_ run: RunRecord, _ gate: GateReport, at now: Timestamp) throws -> Bool {
        guard let policy = run.pinned?.policy, !policy.gate.timed.isEmpty else { return false }
        let soak = try soakEvidence(of: run, policy: policy)
        return GateTiming(policy: policy.gate, soak: soak, now: now).hasChanged(since: gate.decision)
    }

    /// Throws `refused`, with when it will be otherwise, unless the windows and soak times of the gate that decided let a version through
    /// now as they did then. `decision` has the overrides that count.
    func refuseUnlessTimely(_ given: PromotionCase, _ decision: GateDecision, at now: Timestamp) throws {
        let run = given.run
        guard let policy = run.pinned?.policy, !policy.gate.timed.isEmpty else { return }
        let timing = GateTiming(policy: policy.gate, soak: try soakEvidence(of: run, policy: policy), now: now)
        let later = Gate.decideLater(decision, policy: policy.gate, evidence: timing.evidence)
        guard !later.verdict.allowsPromotion else { return }
        let waits = run.state.status == .awaitingApproval
        throw EngineError(
            .refused,
            "the gate of '\(run.environment)' does not let version \(given.question.subject.version) through now: "
                + later.objections.joined(separator: "; ")
                + (waits ? "; 'sluice approve \(run.id)' has it promoted then" : ""))
    }
}

extension GateTiming {
    /// As far as the time alone goes.
    init(policy: GatePolicy, soak: SoakEvidence, now: Timestamp) {
        let nobody = ScoredVersion(version: 1, scores: Scores(metrics: [:], datasets: [:]))
        var evidence = GateEvidence(candidate: nobody, champion: .none, now: now)
        evidence.soak = soak
        evidence.zones = policy.zoneOffsets(at: now)
        self.init(policy: policy, evidence: evidence)
    }
}
