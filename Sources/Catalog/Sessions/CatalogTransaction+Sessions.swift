package import Promotion

extension CatalogTransaction {
    /// Stores a new session by the digest of its secret.
    package func insertSession(_ session: SessionRecord, digest: Digest) throws(CatalogError) {
        try execute(
            """
            INSERT INTO sessions (id, digest, provider, issuer, subject, user_name, provider_groups, authenticated_at,
                created_at, checked_at, expires_at, refresh_token)
            VALUES (\(session.id), \(digest), \(session.provider), \(session.issuer), \(session.subject),
                \(session.user), \(try Self.text(of: session.groups)), \(session.authenticatedAt),
                \(session.createdAt), \(session.checkedAt), \(session.expiresAt), \(session.sealedRefreshToken))
            """)
    }

    /// The session whose secret has this digest, whatever has become of it; nil if there is none.
    package func session(digest: Digest) throws(CatalogError) -> SessionRecord? {
        try row("SELECT \(sql: SessionRecord.columns) FROM sessions WHERE digest = \(digest)").map {
            row throws(CatalogError) in try SessionRecord(row: row)
        }
    }

    /// The session with this public id, whatever has become of it; nil if there is none.
    package func session(_ id: String) throws(CatalogError) -> SessionRecord? {
        try row("SELECT \(sql: SessionRecord.columns) FROM sessions WHERE id = \(id)").map {
            row throws(CatalogError) in try SessionRecord(row: row)
        }
    }

    /// Stores what the provider said when it was asked whether the login may go on. Does nothing to one that was forgotten meanwhile.
    package func renewSession(_ session: SessionRecord) throws(CatalogError) {
        try execute(
            """
            UPDATE sessions SET provider_groups = \(try Self.text(of: session.groups)),
                checked_at = \(session.checkedAt), refresh_token = \(session.sealedRefreshToken)
            WHERE id = \(session.id) AND (ended_at IS NULL OR refresh_token IS NOT NULL)
            """)
    }

    /// Ends a session; false if it is over already. What it could be renewed with is forgotten, unless `keepsLogin`: then the provider
    /// can still be asked about the person.
    package func endSession(
        _ id: String, reason: String, at time: Timestamp, keepsLogin: Bool = false
    ) throws(CatalogError) -> Bool {
        let isEnded =
            try execute(
                """
                UPDATE sessions SET ended_at = \(time), end_reason = \(reason) WHERE id = \(id) AND ended_at IS NULL
                """) > 0
        if isEnded, !keepsLogin { try forgetLogin(id) }
        return isEnded
    }

    /// Sessions of somebody, newest first, those that are over included.
    package func sessions(of user: UserName, limit: Int) throws(CatalogError) -> [SessionRecord] {
        var sessions: [SessionRecord] = []
        for row in try rows(
            """
            SELECT \(sql: SessionRecord.columns) FROM sessions WHERE user_name = \(user)
            ORDER BY created_at DESC, id LIMIT \(limit)
            """)
        {
            sessions.append(try SessionRecord(row: row))
        }
        return sessions
    }

    /// Forgets sessions that expired before `time`, and says how many. Those stay on which tokens rest.
    package func deleteSessions(expiredBefore time: Timestamp) throws(CatalogError) -> Int {
        try execute("DELETE FROM sessions WHERE expires_at < \(time) AND refresh_token IS NULL")
    }

    private static func text(of groups: Set<GroupName>) throws(CatalogError) -> String {
        try StoredJSON.text(of: groups.sorted(), in: "provider_groups")
    }
}
