/// Versions that must never become champion again. There is no way to take one back.
enum M0062CreateVersionBlocks: Migration {
    static let number = 62
    static let statements: [SQL] = [
        """
        CREATE TABLE version_blocks (
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            model TEXT NOT NULL,
            version BIGINT NOT NULL,
            artifact_digest TEXT,
            blocked_by TEXT NOT NULL,
            reason TEXT NOT NULL,
            blocked_at BIGINT NOT NULL,
            PRIMARY KEY (project, environment, model, version)
        )
        """,
        "CREATE INDEX version_blocks_digest ON version_blocks (project, environment, artifact_digest)",
    ]
}
