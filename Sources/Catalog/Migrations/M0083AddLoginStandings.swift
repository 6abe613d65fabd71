/// When an identity provider last confirmed somebody's login, and since when their tokens are suspended because it refused to.
enum M0083AddLoginStandings: Migration {
    static let number = 83
    static let statements: [SQL] = [
        "ALTER TABLE users ADD COLUMN confirmed_at BIGINT",
        "ALTER TABLE users ADD COLUMN suspended_at BIGINT",
        // Few sessions of the last weeks can still be renewed, and they are looked at every few seconds.
        "CREATE INDEX sessions_renewable ON sessions (user_name, created_at) WHERE refresh_token IS NOT NULL",
        """
        UPDATE users SET confirmed_at = (SELECT MAX(checked_at) FROM sessions WHERE sessions.user_name = users.name)
        WHERE kind = 'person'
        """,
        // Sessions are forgotten in time, and the ledger is not: whoever came through a provider once is bound to it.
        """
        UPDATE users SET confirmed_at =
            (SELECT MAX(recorded_at) FROM ledger WHERE action = 'logged-in' AND subject = users.name)
        WHERE kind = 'person' AND confirmed_at IS NULL
        """,
    ]
}
