/// Logged models with params, tags and metrics, and which runs used or made them.
enum M0004CreateLoggedModels: Migration {
    static let number = 4
    static let statements: [SQL] = [
        """
        CREATE TABLE logged_models (
            id TEXT NOT NULL PRIMARY KEY,
            workspace TEXT NOT NULL,
            experiment_id BIGINT NOT NULL REFERENCES experiments (id),
            name TEXT NOT NULL,
            model_type TEXT NOT NULL,
            source_run_id TEXT NOT NULL,
            status TEXT NOT NULL,
            lifecycle_stage TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            sluice_run TEXT,
            sluice_step TEXT,
            sluice_attempt BIGINT,
            sluice_subject TEXT
        )
        """,
        "CREATE INDEX logged_models_experiment ON logged_models (experiment_id, created_at)",
        "CREATE INDEX logged_models_source_run ON logged_models (source_run_id)",
        """
        CREATE TABLE logged_model_params (
            model_id TEXT NOT NULL REFERENCES logged_models (id), key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (model_id, key)
        )
        """,
        """
        CREATE TABLE logged_model_tags (
            model_id TEXT NOT NULL REFERENCES logged_models (id), key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (model_id, key)
        )
        """,
        """
        CREATE TABLE logged_model_metrics (
            model_id TEXT NOT NULL REFERENCES logged_models (id),
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id),
            key TEXT NOT NULL,
            timestamp BIGINT NOT NULL,
            step BIGINT NOT NULL,
            value DOUBLE PRECISION NOT NULL,
            is_nan INTEGER NOT NULL,
            dataset_name TEXT NOT NULL,
            dataset_digest TEXT NOT NULL,
            PRIMARY KEY (model_id, run_id, key, timestamp, step)
        )
        """,
        """
        CREATE TABLE mlflow_run_models (
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id),
            model_id TEXT NOT NULL REFERENCES logged_models (id),
            direction TEXT NOT NULL CHECK (direction IN ('input', 'output')),
            step BIGINT NOT NULL,
            PRIMARY KEY (run_id, direction, model_id)
        )
        """,
    ]
}
