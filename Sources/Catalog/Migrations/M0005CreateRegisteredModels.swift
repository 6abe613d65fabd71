/// Registered models. `next_version` only grows, so that a deleted version's number never names other bytes.
enum M0005CreateRegisteredModels: Migration {
    static let number = 5
    static let statements: [SQL] = [
        """
        CREATE TABLE registered_models (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            next_version BIGINT NOT NULL DEFAULT 1,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (workspace, name)
        )
        """,
        """
        CREATE TABLE registered_model_tags (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (workspace, name, key),
            FOREIGN KEY (workspace, name) REFERENCES registered_models (workspace, name)
                ON UPDATE CASCADE ON DELETE CASCADE
        )
        """,
    ]
}
