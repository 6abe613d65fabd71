/// The runs whose entries changed since they were indexed for searches; see `CatalogTransaction.indexPendingRuns`. All runs that are
/// there already are among them.
///
/// By experiment first, so that a search looks at those of its experiments only.
enum M0009CreateUnindexedRuns: Migration {
    static let number = 9
    static let statements: [SQL] = [
        """
        CREATE TABLE mlflow_unindexed_runs (
            experiment_id BIGINT NOT NULL,
            run_id TEXT NOT NULL,
            PRIMARY KEY (experiment_id, run_id)
        ) \(sql: .clusteredByPrimaryKey)
        """,
        "INSERT INTO mlflow_unindexed_runs (experiment_id, run_id) SELECT experiment_id, id FROM mlflow_runs",
    ]
}
