/// Changes of the rules that the protected refs brought, each with whoever made it.
enum M0063CreatePolicyChanges: Migration {
    static let number = 63
    static let statements: [SQL] = [
        """
        CREATE TABLE policy_changes (
            project TEXT NOT NULL,
            sequence BIGINT NOT NULL,
            seen_at BIGINT NOT NULL,
            policy_change TEXT NOT NULL,
            PRIMARY KEY (project, sequence)
        )
        """,
        "ALTER TABLE promotions ADD COLUMN warning TEXT",
    ]
}
