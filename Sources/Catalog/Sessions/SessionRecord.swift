package import Promotion

/// A session of somebody who logged in at an identity provider.
package struct SessionRecord: Hashable, Sendable {
    /// Public: it says which session is meant, and opens none.
    package let id: String
    /// Of the server's settings.
    package let provider: String
    package let issuer: String
    /// Whom the provider means; a renewal for anybody else ends the session.
    package let subject: String
    package let user: UserName
    /// The groups that the provider's claims gave when it was asked last.
    package var groups: Set<GroupName>
    /// When the person last showed the provider who they are. A renewal does not change it.
    package let authenticatedAt: Timestamp
    package let createdAt: Timestamp
    /// When the provider said last that the login may go on.
    package var checkedAt: Timestamp
    package let expiresAt: Timestamp
    /// With which the provider is asked again, sealed; nil if it gave none.
    package var sealedRefreshToken: String?
    package var endedAt: Timestamp?
    package var endReason: String?

    package init(
        id: String, provider: String, issuer: String, subject: String, user: UserName, groups: Set<GroupName>,
        authenticatedAt: Timestamp, createdAt: Timestamp, expiresAt: Timestamp, sealedRefreshToken: String?
    ) {
        self.id = id
        self.provider = provider
        self.issuer = issuer
        self.subject = subject
        self.user = user
        self.groups = groups
        self.authenticatedAt = authenticatedAt
        self.createdAt = createdAt
        checkedAt = createdAt
        self.expiresAt = expiresAt
        self.sealedRefreshToken = sealedRefreshToken
    }

    static let columns: SQL = """
        id, provider, issuer, subject, user_name, provider_groups, authenticated_at, created_at, checked_at, expires_at,
        refresh_token, ended_at, end_reason
        """

    init(row: CatalogRow) throws(CatalogError) {
        id = try row[0]
        provider = try row[1]
        issuer = try row[2]
        subject = try row[3]
        user = try row[4]
        groups = Set(try StoredJSON.value([GroupName].self, from: try row[5], in: "provider_groups"))
        authenticatedAt = try row[6]
        createdAt = try row[7]
        checkedAt = try row[8]
        expiresAt = try row[9]
        sealedRefreshToken = try row[10]
        endedAt = try row[11]
        endReason = try row[12]
    }
}
