package import Promotion

extension CatalogTransaction {
    /// Writes a gate's decision down.
    package func insertGateDecision(
        _ gate: GateReport, run: RunRecord, candidateDigest: Digest
    ) throws(CatalogError) {
        let last: Int = try value("SELECT COALESCE(MAX(sequence), 0) FROM gate_decisions WHERE run = \(run.id)") ?? 0
        try execute(
            """
            INSERT INTO gate_decisions (run, sequence, project, environment, candidate, candidate_digest, verdict,
                decision, policy_digest, decided_at)
            VALUES (\(run.id), \(last + 1), \(run.project), \(run.environment), \(gate.candidate), \(candidateDigest),
                \(gate.decision.verdict), \(try StoredJSON.text(of: gate.decision, in: "decision")),
                \(gate.policyDigest), \(gate.time))
            """)
        try record(
            .gateDecided, by: "sluice", at: gate.time, project: run.project, subject: run.id.rawValue,
            details: [
                "candidate": String(gate.candidate), "verdict": gate.decision.verdict.rawValue,
                "policy": gate.policyDigest.rawValue, "artifacts": candidateDigest.rawValue,
                "reason": gate.decision.objections.joined(separator: "; "),
            ])
    }

    /// The last decision of a run's gate, or nil.
    package func gateDecision(of run: RunID) throws(CatalogError) -> GateReport? {
        guard
            let row = try row(
                """
                SELECT decision, candidate, decided_at, policy_digest FROM gate_decisions
                WHERE run = \(run) ORDER BY sequence DESC LIMIT 1
                """)
        else { return nil }
        return try gateReport(from: row)
    }

    /// When a run's gate first let the candidate through under the same rules and beside the same champion as in `gate`, with nothing else in
    /// between: what came after that was asked again for the time alone. The time of `gate` if it never did. Looks at the newest 50 decisions.
    package func firstPass(like gate: GateReport, of run: RunID) throws(CatalogError) -> Timestamp {
        var first = gate.time
        for row in try rows(
            """
            SELECT decision, candidate, decided_at, policy_digest FROM gate_decisions
            WHERE run = \(run) ORDER BY sequence DESC LIMIT 50
            """)
        {
            let known = try gateReport(from: row)
            guard known.candidate == gate.candidate, known.policyDigest == gate.policyDigest,
                known.decision.champion == gate.decision.champion
            else { break }
            if known.decision.verdict.allowsPromotion { first = min(first, known.time) }
        }
        return first
    }

    /// The last decision about a version in an environment with the digest of the files that it was about, or nil if no gate ever
    /// decided about it. Models count their versions apart; `model` nil takes whichever was decided about last.
    package func gateDecision(
        about version: Int, of model: ModelName?, project: ProjectName, environment: EnvironmentName
    ) throws(CatalogError) -> (gate: GateReport, run: RunID, candidateDigest: Digest)? {
        let filter: SQL = model.map { "AND r.model = \($0)" } ?? ""
        guard
            let row = try row(
                """
                SELECT d.decision, d.candidate, d.decided_at, d.policy_digest, d.run, d.candidate_digest
                FROM gate_decisions d JOIN runs r ON r.id = d.run
                WHERE d.project = \(project) AND d.environment = \(environment) AND d.candidate = \(version)
                \(sql: filter) ORDER BY d.decided_at DESC, d.sequence DESC LIMIT 1
                """)
        else { return nil }
        return (try gateReport(from: row), try row[4], try row[5])
    }

    private func gateReport(from row: CatalogRow) throws(CatalogError) -> GateReport {
        GateReport(
            decision: try StoredJSON.value(GateDecision.self, from: try row[0], in: "decision"),
            candidate: try row[1], time: try row[2], policyDigest: try row[3])
    }
}
