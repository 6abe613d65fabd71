/// Sessions of people who logged in at an identity provider: the digest of each secret, never its text.
enum M0076CreateSessions: Migration {
    static let number = 76
    static let statements: [SQL] = [
        """
        CREATE TABLE sessions (
            id TEXT NOT NULL PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            provider TEXT NOT NULL,
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            user_name TEXT NOT NULL REFERENCES users (name),
            provider_groups TEXT NOT NULL,
            authenticated_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            checked_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            refresh_token TEXT,
            ended_at BIGINT,
            end_reason TEXT
        )
        """,
        "CREATE INDEX sessions_user ON sessions (user_name, created_at)",
        "CREATE INDEX sessions_expiry ON sessions (expires_at)",
    ]
}
