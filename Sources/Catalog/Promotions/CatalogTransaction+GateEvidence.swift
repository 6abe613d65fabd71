package import Promotion

/// What a gate decided by, beside what it decided.
package struct GateEvidenceRecord: Hashable, Sendable {
    package var run: RunID
    package var sequence: Int
    package var gateDigest: Digest
    package var gate: GatePolicy
    /// JSON of the engine's; the catalog does not look into it.
    package var evidence: String
    package var decision: GateReport
}

extension CatalogTransaction {
    /// The digest of a gate's definition: equal gates have equal digests, whatever their YAML looks like.
    package func gateDigest(of gate: GatePolicy) throws(CatalogError) -> Digest {
        Digest(ofText: try StoredJSON.text(of: gate, in: "gate"))
    }

    /// Keeps gate and evidence of the run's newest decision, in whose transaction it is called.
    package func insertGateEvidence(
        _ evidence: String, gate: GatePolicy, digest: Digest, run: RunID
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO gate_evidence (run, sequence, gate_digest, gate, evidence)
            SELECT run, MAX(sequence), \(digest), \(try StoredJSON.text(of: gate, in: "gate")), \(evidence)
            FROM gate_decisions WHERE run = \(run) GROUP BY run
            """)
    }

    /// The last decision about each candidate of an environment with its evidence, newest first. A decision without kept evidence, of an
    /// earlier version of this program, has nil.
    package func gateEvidence(
        project: ProjectName, environment: EnvironmentName, candidate: Int? = nil, limit: Int
    ) throws(CatalogError) -> [(run: RunID, decision: GateReport, kept: GateEvidenceRecord?)] {
        let filter: SQL = candidate.map { "AND d.candidate = \($0)" } ?? ""
        var found: [(run: RunID, decision: GateReport, kept: GateEvidenceRecord?)] = []
        for row in try rows(
            """
            SELECT d.run, d.decision, d.candidate, d.decided_at, d.policy_digest, e.gate_digest, e.gate, e.evidence,
                d.sequence
            FROM gate_decisions d LEFT JOIN gate_evidence e ON e.run = d.run AND e.sequence = d.sequence
            WHERE d.project = \(project) AND d.environment = \(environment) \(sql: filter)
            AND d.sequence = (SELECT MAX(n.sequence) FROM gate_decisions n WHERE n.run = d.run)
            ORDER BY d.decided_at DESC, d.run DESC LIMIT \(limit)
            """)
        {
            let run: RunID = try row[0]
            let decision = GateReport(
                decision: try StoredJSON.value(GateDecision.self, from: try row[1], in: "decision"),
                candidate: try row[2], time: try row[3], policyDigest: try row[4])
            var kept: GateEvidenceRecord?
            if let digest: Digest = try row[5], let gate: String = try row[6], let evidence: String = try row[7] {
                kept = GateEvidenceRecord(
                    run: run, sequence: try row[8], gateDigest: digest,
                    gate: try StoredJSON.value(GatePolicy.self, from: gate, in: "gate"), evidence: evidence,
                    decision: decision)
            }
            found.append((run, decision, kept))
        }
        return found
    }
}
