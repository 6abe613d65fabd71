package import Promotion

extension CatalogTransaction {
    private static var columns: SQL {
        "id, owner, label, scope, created_by, created_at, expires_at, last_used_at, revoked_at"
    }

    /// Stores a new token by the digest of its text.
    package func insertToken(_ token: TokenReport, digest: Digest) throws(CatalogError) {
        try execute(
            """
            INSERT INTO access_tokens (id, digest, owner, label, scope, created_by, created_at, expires_at)
            VALUES (\(token.id), \(digest), \(token.owner), \(token.label),
                \(try StoredJSON.text(of: token.scope, in: "scope")), \(token.createdBy), \(token.created),
                \(token.expires))
            """)
    }

    /// The token whose text has this digest, whatever has become of it; nil if there is none.
    package func token(digest: Digest) throws(CatalogError) -> TokenReport? {
        guard let row = try row("SELECT \(sql: Self.columns) FROM access_tokens WHERE digest = \(digest)") else {
            return nil
        }
        return try Self.token(row)
    }

    /// The token with this public id, or nil.
    package func token(_ id: String) throws(CatalogError) -> TokenReport? {
        guard let row = try row("SELECT \(sql: Self.columns) FROM access_tokens WHERE id = \(id)") else { return nil }
        return try Self.token(row)
    }

    /// Tokens, newest first; those of one owner, or of everybody.
    package func tokens(of owner: UserName?) throws(CatalogError) -> [TokenReport] {
        let filter: SQL = owner.map { "WHERE owner = \($0)" } ?? ""
        var tokens: [TokenReport] = []
        for row in try rows(
            "SELECT \(sql: Self.columns) FROM access_tokens \(sql: filter) ORDER BY created_at DESC, id LIMIT 10000")
        {
            tokens.append(try Self.token(row))
        }
        return tokens
    }

    /// Ends a token's life; false if it is over already.
    package func revokeToken(_ id: String, at time: Timestamp) throws(CatalogError) -> Bool {
        try execute("UPDATE access_tokens SET revoked_at = \(time) WHERE id = \(id) AND revoked_at IS NULL") > 0
    }

    /// Notes when tokens were used last, by their ids.
    package func noteUse(_ uses: [String: Timestamp]) throws(CatalogError) {
        for (id, time) in uses {
            try execute("UPDATE access_tokens SET last_used_at = \(time) WHERE id = \(id)")
        }
    }

    private static func token(_ row: CatalogRow) throws(CatalogError) -> TokenReport {
        TokenReport(
            id: try row[0], owner: try row[1], label: try row[2],
            scope: try StoredJSON.value(TokenScope.self, from: try row[3], in: "scope"), createdBy: try row[4],
            created: try row[5], expires: try row[6], lastUsed: try row[7], revoked: try row[8])
    }
}
