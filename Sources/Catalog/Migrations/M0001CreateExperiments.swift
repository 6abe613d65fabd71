/// Experiments and their tags. `is_default` marks the workspace's own Default experiment, which clients call "0".
enum M0001CreateExperiments: Migration {
    static let number = 1
    static let statements: [SQL] = [
        """
        CREATE TABLE experiments (
            id TEXT NOT NULL PRIMARY KEY,
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            is_default INTEGER NOT NULL DEFAULT 0,
            lifecycle_stage TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            UNIQUE (workspace, name)
        )
        """,
        "CREATE UNIQUE INDEX experiments_default ON experiments (workspace) WHERE is_default = 1",
        """
        CREATE TABLE experiment_tags (
            experiment_id TEXT NOT NULL REFERENCES experiments (id),
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (experiment_id, key)
        )
        """,
    ]
}
