/// People and services, and by what else they are known: e-mail addresses, SSH keys, subjects at identity providers.
enum M0065CreateUsers: Migration {
    static let number = 65
    static let statements: [SQL] = [
        """
        CREATE TABLE users (
            name TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('person', 'service')),
            owner TEXT REFERENCES users (name),
            created_at BIGINT NOT NULL,
            disabled_at BIGINT,
            CHECK (kind = 'service' OR owner IS NULL)
        )
        """,
        """
        CREATE TABLE user_marks (
            user_name TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('email', 'ssh-key', 'subject')),
            value TEXT NOT NULL,
            PRIMARY KEY (user_name, kind, value)
        )
        """,
        // Whoever logs in is one user; an address or a key may be that of several accounts of one person.
        "CREATE UNIQUE INDEX user_marks_subject ON user_marks (value) WHERE kind = 'subject'",
    ]
}
