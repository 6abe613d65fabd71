/// Approvals and rejections of promotions. What somebody said is kept as one value; the columns beside it are for queries.
enum M0060CreateApprovals: Migration {
    static let number = 60
    static let statements: [SQL] = [
        """
        CREATE TABLE approvals (
            id BIGINT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            run TEXT NOT NULL,
            approved_by TEXT NOT NULL,
            approved_at BIGINT NOT NULL,
            approval TEXT NOT NULL
        )
        """,
        "CREATE INDEX approvals_run ON approvals (run, id)",
        """
        CREATE TABLE rejections (
            run TEXT NOT NULL PRIMARY KEY,
            rejected_by TEXT NOT NULL,
            reason TEXT NOT NULL,
            rejected_at BIGINT NOT NULL
        )
        """,
    ]
}
