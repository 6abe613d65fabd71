/// The datasets that code logged with `mlflow.log_input`, and their tags (`mlflow.data.context`).
enum M0003CreateDatasetInputs: Migration {
    static let number = 3
    static let statements: [SQL] = [
        """
        CREATE TABLE mlflow_dataset_inputs (
            run_id TEXT NOT NULL REFERENCES mlflow_runs (id),
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            source_type TEXT NOT NULL,
            source TEXT NOT NULL,
            schema TEXT,
            profile TEXT,
            PRIMARY KEY (run_id, name, digest)
        )
        """,
        """
        CREATE TABLE mlflow_dataset_input_tags (
            run_id TEXT NOT NULL,
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (run_id, name, digest, key),
            FOREIGN KEY (run_id, name, digest) REFERENCES mlflow_dataset_inputs (run_id, name, digest)
        )
        """,
    ]
}
