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
        let marked = try rows(
            "SELECT experiment_id, run_id FROM mlflow_unindexed_runs ORDER BY experiment_id, run_id LIMIT \(limit)")
        guard !marked.isEmpty else { return 0 }
        let batch = SQL.list(ofAnyLength: marked.map { $0.values[1] })
        for statement in RunIndex.indexing(batch: batch) { try execute(statement) }
        try execute(
            "DELETE FROM mlflow_unindexed_runs WHERE experiment_id = ?1 AND run_id = ?2",
            forEach: marked.map(\.values))
        return marked.count
    }
}
