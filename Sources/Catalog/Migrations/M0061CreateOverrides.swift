/// Checks that people let a candidate past, and who has looked at that afterwards.
enum M0061CreateOverrides: Migration {
    static let number = 61
    static let statements: [SQL] = [
        """
        CREATE TABLE overrides (
            id BIGINT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            run TEXT NOT NULL,
            overridden_by TEXT NOT NULL,
            overridden_at BIGINT NOT NULL,
            override TEXT NOT NULL
        )
        """,
        "CREATE INDEX overrides_run ON overrides (run, id)",
        "CREATE INDEX overrides_environment ON overrides (project, environment, id)",
        """
        CREATE TABLE override_reviews (
            override_id BIGINT NOT NULL PRIMARY KEY REFERENCES overrides (id),
            reviewed_by TEXT NOT NULL,
            note TEXT NOT NULL,
            reviewed_at BIGINT NOT NULL
        )
        """,
    ]
}
