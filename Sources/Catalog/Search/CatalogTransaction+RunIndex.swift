extension CatalogTransaction {
    /// Notes that a run is new, or that its metrics, params or tags changed, in the transaction that changed them: searches read the
    /// run's own rows until it is indexed. Once per request is enough.
    package func markForIndexing(_ runID: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO mlflow_unindexed_runs (experiment_id, run_id)
            SELECT experiment_id, id FROM mlflow_runs WHERE id = \(runID) ON CONFLICT DO NOTHING
            """)
    }
}
