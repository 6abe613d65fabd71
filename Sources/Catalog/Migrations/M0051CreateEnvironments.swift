/// The environments of each project as the protected ref defines them now, every policy that ever judged anything, and holds.
enum M0051CreateEnvironments: Migration {
    static let number = 51
    static let statements: [SQL] = [
        """
        CREATE TABLE policies (
            digest TEXT NOT NULL PRIMARY KEY,
            definition TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE environments (
            project TEXT NOT NULL REFERENCES projects (name) ON DELETE CASCADE,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            workspace TEXT NOT NULL UNIQUE,
            policy_digest TEXT NOT NULL REFERENCES policies (digest),
            PRIMARY KEY (project, name)
        )
        """,
        """
        CREATE TABLE holds (
            project TEXT NOT NULL REFERENCES projects (name) ON DELETE CASCADE,
            environment TEXT NOT NULL,
            held_by TEXT NOT NULL,
            reason TEXT NOT NULL,
            since BIGINT NOT NULL,
            PRIMARY KEY (project, environment)
        )
        """,
    ]
}
