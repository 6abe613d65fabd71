/// The marks of what was imported and not witnessed. What has one never counts as judged by a gate.
enum M0018CreateImportMarks: Migration {
    static let number = 18
    static let statements: [SQL] = [
        """
        CREATE TABLE imported_experiments (
            workspace TEXT NOT NULL,
            source TEXT NOT NULL,
            source_id TEXT NOT NULL,
            experiment_id BIGINT NOT NULL,
            import_id BIGINT NOT NULL REFERENCES imports (id),
            imported_at BIGINT NOT NULL,
            PRIMARY KEY (workspace, source, source_id)
        )
        """,
        "CREATE INDEX imported_experiments_experiment ON imported_experiments (experiment_id)",
        """
        CREATE TABLE imported_runs (
            run_id TEXT NOT NULL PRIMARY KEY,
            import_id BIGINT NOT NULL REFERENCES imports (id),
            imported_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE imported_logged_models (
            model_id TEXT NOT NULL PRIMARY KEY,
            import_id BIGINT NOT NULL REFERENCES imports (id),
            imported_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE imported_registered_models (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            import_id BIGINT NOT NULL REFERENCES imports (id),
            imported_at BIGINT NOT NULL,
            PRIMARY KEY (workspace, name),
            FOREIGN KEY (workspace, name) REFERENCES registered_models (workspace, name)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
        """
        CREATE TABLE imported_model_versions (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            version BIGINT NOT NULL,
            import_id BIGINT NOT NULL REFERENCES imports (id),
            imported_at BIGINT NOT NULL,
            PRIMARY KEY (workspace, name, version),
            FOREIGN KEY (workspace, name, version) REFERENCES model_versions (workspace, name, version)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
    ]
}
