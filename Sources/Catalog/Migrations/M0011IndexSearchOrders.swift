/// Indexes that give searches without an order their order, and find the registry's and logged models' rows by name and by tag.
enum M0011IndexSearchOrders: Migration {
    static let number = 11
    static let statements: [SQL] = [
        "DROP INDEX mlflow_runs_experiment",
        """
        CREATE INDEX mlflow_runs_order
        ON mlflow_runs (experiment_id, lifecycle_stage, (\(sql: SearchTarget.startRank)), id)
        """,
        "CREATE INDEX experiments_order ON experiments (workspace, created_at DESC, id)",
        "DROP INDEX logged_models_experiment",
        "CREATE INDEX logged_models_order ON logged_models (experiment_id, created_at DESC, id)",
        "CREATE INDEX logged_models_name ON logged_models (experiment_id, name)",
        "CREATE INDEX logged_model_params_value ON logged_model_params (key, (SUBSTR(value, 1, 128)))",
        "CREATE INDEX logged_model_tags_value ON logged_model_tags (key, (SUBSTR(value, 1, 128)))",
        "CREATE INDEX registered_models_order ON registered_models (workspace, updated_at, name)",
        "CREATE INDEX registered_model_tags_value ON registered_model_tags (workspace, key, (SUBSTR(value, 1, 128)))",
        "CREATE INDEX model_versions_order ON model_versions (workspace, updated_at DESC, name, version DESC)",
        "CREATE INDEX model_version_tags_value ON model_version_tags (workspace, key, (SUBSTR(value, 1, 128)))",
    ]
}
