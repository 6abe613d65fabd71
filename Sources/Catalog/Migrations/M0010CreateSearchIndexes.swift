/// What searches of runs look up: one row for each latest metric, and one for each param, tag, attribute and dataset input.
///
/// The rows are written after the fact, in batches (see `CatalogTransaction.indexPendingRuns`), so that logging 100 metrics does not
/// touch 100 pages of an index. `start_rank` counts down with the start time, so that the newest run of equal ones comes first. `value`
/// of an entry is the first 128 characters; `is_cut` says that there are more. The indexes by run find what to remove.
enum M0010CreateSearchIndexes: Migration {
    static let number = 10
    static let statements: [SQL] = [
        """
        CREATE TABLE mlflow_metric_index (
            experiment_id BIGINT NOT NULL,
            key TEXT NOT NULL,
            is_nan INTEGER NOT NULL,
            value DOUBLE PRECISION NOT NULL,
            start_rank BIGINT NOT NULL,
            run_id TEXT NOT NULL,
            PRIMARY KEY (experiment_id, key, is_nan, value, start_rank, run_id)
        ) \(sql: .clusteredByPrimaryKey)
        """,
        "CREATE INDEX mlflow_metric_index_run ON mlflow_metric_index (run_id)",
        """
        CREATE TABLE mlflow_entry_index (
            experiment_id BIGINT NOT NULL,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            start_rank BIGINT NOT NULL,
            run_id TEXT NOT NULL,
            is_cut INTEGER NOT NULL,
            PRIMARY KEY (experiment_id, kind, key, value, start_rank, run_id)
        ) \(sql: .clusteredByPrimaryKey)
        """,
        "CREATE INDEX mlflow_entry_index_run ON mlflow_entry_index (run_id)",
        "CREATE INDEX mlflow_entry_index_cut ON mlflow_entry_index (experiment_id, kind, key) WHERE is_cut = 1",
    ]
}
