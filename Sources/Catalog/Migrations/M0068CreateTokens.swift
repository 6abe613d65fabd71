/// Tokens of people and services: the digest of each, never its text.
enum M0068CreateTokens: Migration {
    static let number = 68
    static let statements: [SQL] = [
        """
        CREATE TABLE access_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            owner TEXT NOT NULL REFERENCES users (name),
            label TEXT NOT NULL,
            scope TEXT NOT NULL,
            created_by TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            last_used_at BIGINT,
            revoked_at BIGINT
        )
        """,
        "CREATE INDEX access_tokens_owner ON access_tokens (owner, created_at)",
    ]
}
