/// Watched repositories, the tips that were seen last, and every change of a ref that was ever seen.
enum M0050CreateProjects: Migration {
    static let number = 50
    static let statements: [SQL] = [
        """
        CREATE TABLE projects (
            name TEXT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL,
            protected_ref TEXT NOT NULL,
            data_folder TEXT NOT NULL,
            policy_commit TEXT,
            created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE refs (
            project TEXT NOT NULL REFERENCES projects (name) ON DELETE CASCADE,
            ref TEXT NOT NULL,
            commit_id TEXT,
            seen_at BIGINT NOT NULL,
            PRIMARY KEY (project, ref)
        )
        """,
        """
        CREATE TABLE ref_observations (
            project TEXT NOT NULL,
            sequence BIGINT NOT NULL,
            ref TEXT NOT NULL,
            old_commit TEXT,
            new_commit TEXT,
            forced INTEGER NOT NULL,
            seen_at BIGINT NOT NULL,
            PRIMARY KEY (project, sequence)
        )
        """,
    ]
}
