/// Runs with their stored state machines. Columns beside `state` repeat parts of it for queries.
enum M0052CreateRuns: Migration {
    static let number = 52
    static let statements: [SQL] = [
        """
        CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            number BIGINT NOT NULL,
            ref TEXT NOT NULL,
            commit_id TEXT NOT NULL,
            tree TEXT,
            author TEXT,
            committer TEXT,
            subject TEXT NOT NULL DEFAULT '',
            commit_time BIGINT,
            strategy TEXT NOT NULL,
            status TEXT NOT NULL,
            reason TEXT NOT NULL,
            has_begun INTEGER NOT NULL,
            state TEXT NOT NULL,
            pipeline TEXT,
            policy_digest TEXT REFERENCES policies (digest),
            policy_commit TEXT,
            model TEXT,
            candidate BIGINT,
            candidate_digest TEXT,
            promoted INTEGER NOT NULL DEFAULT 0,
            isolation TEXT NOT NULL DEFAULT '',
            created_at BIGINT NOT NULL,
            began_at BIGINT,
            finished_at BIGINT,
            UNIQUE (project, environment, number)
        )
        """,
        "CREATE INDEX runs_status ON runs (status, project)",
        "CREATE INDEX runs_created ON runs (created_at, number)",
        "CREATE INDEX runs_project_created ON runs (project, created_at, number)",
        "CREATE INDEX runs_environment_created ON runs (project, environment, created_at, number)",
        "CREATE INDEX runs_commit ON runs (project, commit_id)",
        "CREATE INDEX runs_ref ON runs (project, environment, ref, number)",
    ]
}
