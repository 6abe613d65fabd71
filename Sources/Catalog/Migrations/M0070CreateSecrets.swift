/// The secrets of environments, each sealed with a key that is not in the catalog. What was dropped keeps its row without a value, so
/// that people see what has to be set again. No foreign key: they outlive the project's own row on purpose, as such rows.
enum M0070CreateSecrets: Migration {
    static let number = 70
    static let statements: [SQL] = [
        """
        CREATE TABLE secrets (
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            sealed TEXT,
            key_id TEXT,
            source TEXT NOT NULL,
            set_by TEXT NOT NULL,
            set_at BIGINT NOT NULL,
            reason TEXT,
            last_run TEXT,
            last_used_at BIGINT,
            PRIMARY KEY (project, environment, name)
        )
        """
    ]
}
