/// Who was let in to change something, and who was refused. Equal refusals of one minute are one row with a count; old rows are removed.
enum M0069CreateAudit: Migration {
    static let number = 69
    static let statements: [SQL] = [
        """
        CREATE TABLE audit (
            sequence BIGINT NOT NULL PRIMARY KEY,
            fold TEXT NOT NULL UNIQUE,
            first_at BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            times BIGINT NOT NULL,
            outcome TEXT NOT NULL,
            actor TEXT NOT NULL,
            evidence TEXT NOT NULL,
            address TEXT,
            method TEXT NOT NULL,
            path TEXT NOT NULL,
            project TEXT,
            environment TEXT,
            status INTEGER NOT NULL,
            reason TEXT NOT NULL,
            request TEXT NOT NULL
        )
        """,
        "CREATE INDEX audit_project ON audit (project, sequence)",
        "CREATE INDEX audit_age ON audit (last_at)",
    ]
}
