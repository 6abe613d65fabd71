import Promotion
import Testing

@testable import Catalog

@Suite("Query plans on tables with many rows")
struct QueryPlanTests {
    /// Queries that are asked with each request or each pass.
    private static let hot: [SQL] = [
        "SELECT * FROM runs r LEFT JOIN policies p ON p.digest = r.policy_digest WHERE r.id = 'churn-dev-7'",
        "SELECT * FROM runs r WHERE r.project = 'churn' ORDER BY r.created_at DESC, r.number DESC LIMIT 20",
        """
        SELECT * FROM runs r WHERE r.project = 'churn' AND r.environment = 'dev'
        ORDER BY r.created_at DESC, r.number DESC LIMIT 20
        """,
        "SELECT * FROM runs r ORDER BY r.created_at DESC, r.number DESC LIMIT 20",
        "SELECT COALESCE(MAX(number), 0) FROM runs WHERE project = 'churn' AND environment = 'dev'",
        "SELECT COUNT(*) FROM runs WHERE status IN ('Pending', 'Running')",
        """
        SELECT id FROM runs WHERE has_begun = 1 AND status IN ('Pending', 'Running', 'AwaitingApproval', 'Blocked')
        ORDER BY created_at
        """,
        "SELECT run, step, attempt FROM run_tokens WHERE digest = 'a'",
        "DELETE FROM run_tokens WHERE run = 'churn-dev-7'",
        "SELECT step, attempt, outcome, COUNT(*) FROM test_cases WHERE run = 'a' GROUP BY step, attempt, outcome",
        "SELECT version FROM model_aliases WHERE workspace = 'a' AND name = 'b' AND alias = 'champion'",
        """
        SELECT d.run FROM gate_decisions d JOIN runs r ON r.id = d.run
        WHERE d.project = 'churn' AND d.environment = 'dev' AND d.candidate = 7
        ORDER BY d.decided_at DESC, d.sequence DESC LIMIT 1
        """,
        """
        SELECT r.model, d.candidate, r.commit_id, r.tree FROM gate_decisions d JOIN runs r ON r.id = d.run
        WHERE d.project = 'churn' AND d.environment = 'dev' AND d.verdict = 'Passed' AND r.promoted = 1
        ORDER BY d.decided_at DESC LIMIT 100
        """,
        "SELECT * FROM promotions WHERE project = 'churn' AND environment = 'dev' ORDER BY id DESC LIMIT 100",
        """
        SELECT * FROM promotions WHERE project = 'churn' AND environment = 'dev' AND model = 'churn'
        ORDER BY id DESC LIMIT 100
        """,
        "SELECT COALESCE(MAX(id), 0) FROM promotions",
        "SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1",
        "SELECT COALESCE(MAX(sequence), 0) FROM ref_observations WHERE project = 'churn'",
        "SELECT subject FROM lineage_edges WHERE object_kind = 'run' AND object = 'a' AND relation = 'read' ORDER BY subject",
        CatalogTransaction.summaryQuery(Sample.project),
        "SELECT * FROM model_versions WHERE sluice_run = 'churn-dev-7' ORDER BY created_at",
        "SELECT * FROM mlflow_runs WHERE sluice_run = 'churn-dev-7' ORDER BY created_at",
    ]

    @Test func hotQueriesReadNoTableFromEndToEnd() async throws {
        let file = try TemporaryCatalog()
        let catalog = try await file.open()
        try await catalog.write { try $0.fill(10_000) }
        for query in Self.hot {
            let plan = try await catalog.read { try $0.plan(of: query) }
            for line in plan {
                // An index that gives the order is read from its end, as far as LIMIT says; a query has to look for the rest.
                let reads = line.hasPrefix("SCAN") && !["newest", "p LEFT-JOIN"].contains { line.contains($0) }
                #expect(
                    !reads || query.text.contains("LIMIT") && line.contains("USING INDEX"), "\(query.text): \(line)")
            }
            if query.text.contains("LIMIT"), !query.text.contains("candidate = 7") {
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(query.text): \(plan)")
            }
        }
    }
}

extension CatalogTransaction {
    fileprivate func plan(of query: SQL) throws -> [String] {
        try rows("EXPLAIN QUERY PLAN \(sql: query)").map { try $0["detail"] as String }
    }

    /// As many finished runs in two environments, each with a gate decision and a promotion.
    fileprivate func fill(_ count: Int) throws {
        let policy = try storePolicy(try Sample.environment(Sample.dev))
        try execute(
            """
            INSERT INTO runs (id, project, environment, number, ref, commit_id, strategy, status, reason, has_begun, state,
                created_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            SELECT 'churn-dev-' || i, 'churn', CASE i % 2 WHEN 0 THEN 'dev' ELSE 'prod' END, i, 'refs/heads/dev', 'c' || i,
                'deploy-code', 'Succeeded', '', 1, '{}', i FROM n
            """)
        try execute(
            """
            INSERT INTO gate_decisions (run, sequence, project, environment, candidate, candidate_digest, verdict, decision,
                policy_digest, decided_at)
            SELECT id, 1, project, environment, number, 'd', 'Passed', '{}', \(policy), created_at FROM runs
            """)
        try execute(
            """
            INSERT INTO promotions (id, project, environment, model, version, kind, actor, reason, run, artifact_digest,
                promoted_at)
            SELECT number, project, environment, 'churn', number, 'gate', 'sluice', '', id, 'd', created_at FROM runs
            """)
    }
}
