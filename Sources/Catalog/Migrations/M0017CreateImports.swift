/// Imports from other servers, and which objects of a source have come completely: what a second import passes over.
enum M0017CreateImports: Migration {
    static let number = 17
    static let statements: [SQL] = [
        """
        CREATE TABLE imports (
            id BIGINT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL,
            workspace TEXT NOT NULL,
            actor TEXT NOT NULL,
            status TEXT NOT NULL,
            options TEXT NOT NULL,
            outcome TEXT,
            started_at BIGINT NOT NULL,
            finished_at BIGINT
        )
        """,
        "CREATE INDEX imports_source ON imports (workspace, source, id)",
        """
        CREATE TABLE import_checkpoints (
            workspace TEXT NOT NULL,
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            source_id TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            import_id BIGINT NOT NULL REFERENCES imports (id),
            recorded_at BIGINT NOT NULL,
            PRIMARY KEY (workspace, source, kind, source_id)
        )
        """,
    ]
}
