/// Roles that somebody gave by hand, and what the protected refs of projects say about roles. Both end with their project, so that
/// another one of the same name begins without them.
enum M0067CreateGrants: Migration {
    static let number = 67
    static let statements: [SQL] = [
        """
        CREATE TABLE role_grants (
            id BIGINT NOT NULL PRIMARY KEY,
            role TEXT NOT NULL,
            holder_kind TEXT NOT NULL CHECK (holder_kind IN ('user', 'group')),
            holder TEXT NOT NULL,
            project TEXT REFERENCES projects (name) ON DELETE CASCADE,
            environments TEXT,
            granted_by TEXT NOT NULL,
            granted_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE project_access (
            project TEXT NOT NULL PRIMARY KEY REFERENCES projects (name) ON DELETE CASCADE,
            commit_id TEXT NOT NULL,
            policy TEXT NOT NULL,
            read_at BIGINT NOT NULL
        )
        """,
    ]
}
