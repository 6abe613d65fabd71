/// MLflow's runs with params, tags and metrics. The `sluice_` columns say under which pipeline run's token a row was written.
///
/// A NaN metric has `is_nan` 1 and value 0, because SQLite stores NaN as null.
enum M0002CreateMLflowRuns: Migration {
    static let number = 2
    static let statements: [SQL] = [
        """
        CREATE TABLE mlflow_runs (
            id TEXT NOT NULL PRIMARY KEY,
            workspace TEXT NOT NULL,
            experiment_id BIGINT NOT NULL REFERENCES experiments (id),
            name TEXT NOT NULL,
            user_id TEXT NOT NULL,
            status TEXT NOT NULL,
            start_time BIGINT,
            end_time BIGINT,
            lifecycle_stage TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            sluice_run TEXT,
            sluice_step TEXT,
            sluice_attempt BIGINT,
            sluice_subject TEXT
        )
        """,
        "CREATE INDEX mlflow_runs_experiment ON mlflow_runs (experiment_id, start_time)",
        "CREATE INDEX mlflow_runs_sluice_run ON mlflow_runs (sluice_run)",
        """
        CREATE TABLE mlflow_run_tags (
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id), key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (run_id, key)
        )
        """,
        """
        CREATE TABLE mlflow_params (
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id), key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (run_id, key)
        )
        """,
        """
        CREATE TABLE mlflow_metrics (
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id),
            key TEXT NOT NULL,
            timestamp BIGINT NOT NULL,
            step BIGINT NOT NULL,
            value DOUBLE PRECISION NOT NULL,
            is_nan INTEGER NOT NULL,
            PRIMARY KEY (run_id, key, timestamp, step, value, is_nan)
        )
        """,
        """
        CREATE TABLE mlflow_latest_metrics (
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id),
            key TEXT NOT NULL,
            timestamp BIGINT NOT NULL,
            step BIGINT NOT NULL,
            value DOUBLE PRECISION NOT NULL,
            is_nan INTEGER NOT NULL,
            dataset_name TEXT NOT NULL,
            dataset_digest TEXT NOT NULL,
            model_id TEXT NOT NULL,
            PRIMARY KEY (run_id, key)
        )
        """,
    ]
}
