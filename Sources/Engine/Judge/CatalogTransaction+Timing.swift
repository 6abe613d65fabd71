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
}

extension GateTiming {
    /// As far as the time alone goes.
    init(policy: GatePolicy, soak: SoakEvidence, now: Timestamp) {
        let nobody = ScoredVersion(version: 1, scores: Scores(metrics: [:], datasets: [:]))
        var evidence = GateEvidence(candidate: nobody, champion: .none, now: now)
        evidence.soak = soak
        for zone in policy.zones { evidence.zones[zone] = ZoneOffsets(zone, around: now) }
        self.init(policy: policy, evidence: evidence)
    }
}
