/// Keeps metrics, params and tags of a run next to each other, in the order of their keys: a batch then changes a few pages instead of
/// two trees, and a run is read in one go.
///
/// The rows have no foreign key any more: whoever writes them has read the run in the same transaction, and runs are never removed.
enum M0008ClusterRunData: Migration {
    static let number = 8
    static let statements: [SQL] =
        rebuilt(
            "mlflow_metrics",
            """
            run_id TEXT NOT NULL, key TEXT NOT NULL, timestamp BIGINT NOT NULL, step BIGINT NOT NULL,
            value DOUBLE PRECISION NOT NULL, is_nan INTEGER NOT NULL,
            PRIMARY KEY (run_id, key, timestamp, step, value, is_nan)
            """)
        + rebuilt(
            "mlflow_latest_metrics",
            """
            run_id TEXT NOT NULL, key TEXT NOT NULL, timestamp BIGINT NOT NULL, step BIGINT NOT NULL,
            value DOUBLE PRECISION NOT NULL, is_nan INTEGER NOT NULL, dataset_name TEXT NOT NULL,
            dataset_digest TEXT NOT NULL, model_id TEXT NOT NULL, PRIMARY KEY (run_id, key)
            """)
        + rebuilt("mlflow_params", entries) + rebuilt("mlflow_run_tags", entries)
        + [
            // Most runs of people have no pipeline run, and a place in its index would cost each of them a page.
            "DROP INDEX mlflow_runs_sluice_run",
            "CREATE INDEX mlflow_runs_sluice_run ON mlflow_runs (sluice_run) WHERE sluice_run IS NOT NULL",
        ]

    private static let entries: SQL =
        "run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key)"

    private static func rebuilt(_ table: SQL, _ columns: SQL) -> [SQL] {
        [
            "CREATE TABLE rebuilt (\(sql: columns)) \(sql: .clusteredByPrimaryKey)",
            "INSERT INTO rebuilt SELECT * FROM \(sql: table)",
            "DROP TABLE \(sql: table)",
            "ALTER TABLE rebuilt RENAME TO \(sql: table)",
        ]
    }
}
