extension CatalogTransaction {
    /// Notes that a run is new, or that its attributes, metrics, params, tags or datasets changed, in the transaction that changed them:
    /// searches read the run's own rows until it is indexed. Once per request is enough.
    package func markForIndexing(_ runID: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO mlflow_unindexed_runs (experiment_id, run_id)
            SELECT experiment_id, id FROM mlflow_runs WHERE id = \(runID) ON CONFLICT DO NOTHING
            """)
    }

    /// Whether more runs than `count` wait to be indexed. Looks at no more of them than that.
    package func hasUnindexedRuns(moreThan count: Int) throws(CatalogError) -> Bool {
        try value("SELECT 1 FROM mlflow_unindexed_runs LIMIT 1 OFFSET \(count)") as Int? != nil
    }

    /// Brings what searches look up to the runs' present state, for up to `limit` of the marked runs, and gives how many it were.
    ///
    /// Only rows that changed are written, in the order of the index they go to.
    func indexPendingRuns(limit: Int) throws(CatalogError) -> Int {
        var ids: [String] = []
        for row in try rows("SELECT run_id FROM mlflow_unindexed_runs ORDER BY experiment_id, run_id LIMIT \(limit)") {
            ids.append(try row[0])
        }
        guard !ids.isEmpty else { return 0 }
        let batch = SQL.list(ofAnyLength: ids)
        try execute(
            """
            DELETE FROM mlflow_metric_index AS i WHERE i.run_id IN \(sql: batch) AND NOT EXISTS (
                SELECT 1 FROM (\(sql: Self.currentMetrics)) c WHERE c.run_id = i.run_id AND c.key = i.key
                AND c.is_nan = i.is_nan AND c.value = i.value AND c.start_rank = i.start_rank)
            """)
        try execute(
            """
            INSERT INTO mlflow_metric_index (run_id, key, is_nan, value, experiment_id, start_rank)
            SELECT * FROM (\(sql: Self.currentMetrics)) c WHERE c.run_id IN \(sql: batch)
            ORDER BY experiment_id, key, is_nan, value ON CONFLICT DO NOTHING
            """)
        try execute(
            """
            DELETE FROM mlflow_entry_index AS i WHERE i.run_id IN \(sql: batch) AND NOT EXISTS (
                SELECT 1 FROM (\(sql: Self.currentEntries)) c WHERE c.run_id = i.run_id AND c.kind = i.kind
                AND c.key = i.key AND c.value = i.value AND c.is_cut = i.is_cut AND c.start_rank = i.start_rank)
            """)
        try execute(
            """
            INSERT INTO mlflow_entry_index (run_id, kind, key, value, is_cut, experiment_id, start_rank)
            SELECT * FROM (\(sql: Self.currentEntries)) c WHERE c.run_id IN \(sql: batch)
            ORDER BY experiment_id, kind, key, value ON CONFLICT DO NOTHING
            """)
        return try execute("DELETE FROM mlflow_unindexed_runs WHERE run_id IN \(sql: batch)")
    }

    /// The rows that the metric index should have. The time of a run's end is kept as a metric that no client can log.
    private static let currentMetrics: SQL = """
        SELECT m.run_id, m.key, m.is_nan, m.value, mlflow_runs.experiment_id AS experiment_id,
            \(sql: SearchTarget.startRank) AS start_rank
        FROM mlflow_latest_metrics m JOIN mlflow_runs ON mlflow_runs.id = m.run_id
        UNION ALL
        SELECT id, \(SearchTarget.endTimeKey), 0, end_time, experiment_id, \(sql: SearchTarget.startRank)
        FROM mlflow_runs WHERE end_time IS NOT NULL
        """

    /// The rows that the entry index should have.
    private static let currentEntries: SQL = .joined(
        [
            entries("'param'", "c.key", "c.value", from: "mlflow_params c"),
            entries("'tag'", "c.key", "c.value", from: "mlflow_run_tags c"),
            attribute("'status'", "status"), attribute("'user_id'", "user_id"), attribute("'run_name'", "name"),
            entries("'dataset'", "'name'", "c.name", from: "mlflow_dataset_inputs c"),
            entries("'dataset'", "'digest'", "c.digest", from: "mlflow_dataset_inputs c"),
            entries("'dataset'", "'context'", "c.value", from: "mlflow_dataset_input_tags c")
                + " WHERE c.key = 'mlflow.data.context'",
        ], by: " UNION ALL ")

    private static func entries(_ kind: SQL, _ key: SQL, _ value: SQL, from table: SQL) -> SQL {
        """
        SELECT c.run_id AS run_id, \(sql: kind) AS kind, \(sql: key) AS key, SUBSTR(\(sql: value), 1, 128) AS value,
            CASE WHEN \(sql: value) = SUBSTR(\(sql: value), 1, 128) THEN 0 ELSE 1 END AS is_cut,
            mlflow_runs.experiment_id AS experiment_id, \(sql: SearchTarget.startRank) AS start_rank
        FROM \(sql: table) JOIN mlflow_runs ON mlflow_runs.id = c.run_id
        """
    }

    private static func attribute(_ key: SQL, _ column: SQL) -> SQL {
        """
        SELECT id, 'attribute', \(sql: key), SUBSTR(\(sql: column), 1, 128),
            CASE WHEN \(sql: column) = SUBSTR(\(sql: column), 1, 128) THEN 0 ELSE 1 END,
            experiment_id, \(sql: SearchTarget.startRank)
        FROM mlflow_runs
        """
    }
}
