/// Which file name under a run or a logged model stands for which stored bytes.
enum M0007CreateArtifactFiles: Migration {
    static let number = 7
    static let statements: [SQL] = [
        """
        CREATE TABLE artifact_files (
            owner_kind TEXT NOT NULL CHECK (owner_kind IN ('run', 'model')),
            owner_id TEXT NOT NULL,
            path TEXT NOT NULL,
            workspace TEXT NOT NULL,
            digest TEXT NOT NULL,
            size BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (owner_kind, owner_id, path)
        )
        """,
        "CREATE INDEX artifact_files_digest ON artifact_files (digest)",
    ]
}
