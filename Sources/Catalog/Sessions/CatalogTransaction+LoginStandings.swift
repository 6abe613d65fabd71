package import Promotion

extension CatalogTransaction {
    /// What somebody's personal tokens rest on; that of a user whom there is not is empty.
    package func loginStanding(of user: UserName) throws(CatalogError) -> LoginStanding {
        let found = try row("SELECT confirmed_at, suspended_at FROM users WHERE name = \(user)")
        let confirmed: Timestamp? = try found?[0]
        var login: SessionRecord?
        // Logins of somebody who left their provider do not count.
        if confirmed != nil {
            login = try newestLogin(of: user)
            if login == nil { login = try sessions(of: user, limit: 1).first }
        }
        return LoginStanding(
            confirmed: confirmed, suspended: try found?[1], isRenewable: login?.sealedRefreshToken != nil,
            groups: login?.groups ?? [])
    }

    /// Notes that a provider has confirmed somebody's login at `time`. Does not end a suspension.
    package func confirmLogin(of user: UserName, at time: Timestamp) throws(CatalogError) {
        try execute(
            """
            UPDATE users SET confirmed_at = \(time)
            WHERE name = \(user) AND (confirmed_at IS NULL OR confirmed_at < \(time))
            """)
    }

    /// Forgets that somebody came through a provider: their tokens rest on nothing but themselves again.
    package func forgetLoginStanding(of user: UserName) throws(CatalogError) {
        try execute("UPDATE users SET confirmed_at = NULL, suspended_at = NULL WHERE name = \(user)")
    }

    /// Suspends somebody's personal tokens, those that are made later too; false if they are suspended already.
    package func suspendTokens(of user: UserName, at time: Timestamp) throws(CatalogError) -> Bool {
        try execute("UPDATE users SET suspended_at = \(time) WHERE name = \(user) AND suspended_at IS NULL") > 0
    }

    /// Lets somebody's personal tokens count again; false if they were not suspended.
    package func resumeTokens(of user: UserName) throws(CatalogError) -> Bool {
        try execute("UPDATE users SET suspended_at = NULL WHERE name = \(user) AND suspended_at IS NOT NULL") > 0
    }

    /// How many tokens somebody has that are neither revoked nor expired.
    package func countLivingTokens(of user: UserName, at time: Timestamp) throws(CatalogError) -> Int64 {
        try value(
            "SELECT COUNT(*) FROM access_tokens WHERE owner = \(user) AND revoked_at IS NULL AND expires_at > \(time)")
            ?? 0
    }

    /// The login by which a provider can be asked about somebody: their newest that can be renewed, its session over or not.
    package func newestLogin(of user: UserName) throws(CatalogError) -> SessionRecord? {
        try row(
            """
            SELECT \(sql: SessionRecord.columns) FROM sessions WHERE user_name = \(user) AND refresh_token IS NOT NULL
            ORDER BY created_at DESC, id LIMIT 1
            """
        ).map { row throws(CatalogError) in try SessionRecord(row: row) }
    }

    /// The newest login of everybody whose tokens depend on it at `time`.
    package func loginsBehindTokens(at time: Timestamp) throws(CatalogError) -> [SessionRecord] {
        var logins: [SessionRecord] = []
        for row in try rows(
            """
            SELECT \(sql: SessionRecord.columns) FROM sessions
            WHERE refresh_token IS NOT NULL AND user_name IN (
                SELECT access_tokens.owner FROM access_tokens INNER JOIN users ON users.name = access_tokens.owner
                WHERE revoked_at IS NULL AND access_tokens.expires_at > \(time) AND kind = 'person'
                    AND disabled_at IS NULL AND suspended_at IS NULL)
            ORDER BY user_name, created_at DESC, id
            """)
        {
            let login = try SessionRecord(row: row)
            if logins.last?.user != login.user { logins.append(login) }
        }
        return logins
    }

    /// Forgets with what a session could be renewed.
    package func forgetLogin(_ id: String) throws(CatalogError) {
        try execute("UPDATE sessions SET refresh_token = NULL WHERE id = \(id)")
    }

    /// How many sessions are over whose logins nobody needs: no token depends on them, or there is a newer one.
    package func countNeedlessLogins(at time: Timestamp) throws(CatalogError) -> Int64 {
        try value("SELECT COUNT(*) FROM sessions WHERE \(sql: Self.isNeedless(at: time))") ?? 0
    }

    /// Forgets what those could be renewed with.
    package func forgetNeedlessLogins(at time: Timestamp) throws(CatalogError) {
        try execute("UPDATE sessions SET refresh_token = NULL WHERE \(sql: Self.isNeedless(at: time))")
    }

    private static func isNeedless(at time: Timestamp) -> SQL {
        """
        refresh_token IS NOT NULL AND (ended_at IS NOT NULL OR sessions.expires_at <= \(time)) AND (
            NOT EXISTS (
                SELECT 1 FROM access_tokens
                WHERE owner = sessions.user_name AND revoked_at IS NULL AND access_tokens.expires_at > \(time))
            OR EXISTS (
                SELECT 1 FROM sessions AS newer
                WHERE newer.user_name = sessions.user_name AND newer.refresh_token IS NOT NULL
                    AND newer.created_at > sessions.created_at))
        """
    }
}
