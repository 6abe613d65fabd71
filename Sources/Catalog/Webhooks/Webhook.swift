package import Promotion

/// Somebody outside who is told about changes of a workspace's registry.
package struct Webhook: Hashable, Sendable {
    /// Raw values are MLflow's.
    package enum Status: String, CatalogConvertible, Sendable {
        case active = "ACTIVE"
        case disabled = "DISABLED"
    }

    /// A UUID, which nobody can foresee.
    package let id: String
    package let workspace: WorkspaceName
    package var name: String
    package var description: String?
    /// Where messages are sent. May be as good as a secret itself.
    package var url: String
    /// What it is told about, without repetition, by name.
    package var events: [WebhookEvent]
    /// The key of the signatures, sealed with a key that is not in the catalog; nil if nothing is signed.
    package var sealedSecret: String?
    package var status: Status
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: String, workspace: WorkspaceName, name: String, description: String?, url: String, events: [WebhookEvent],
        sealedSecret: String?, status: Status, createdAt: Timestamp
    ) {
        self.id = id
        self.workspace = workspace
        self.name = name
        self.description = description
        self.url = url
        self.events = events
        self.sealedSecret = sealedSecret
        self.status = status
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    static let columns: SQL =
        "id, workspace, name, description, url, secret, status, created_at, updated_at"

    init(row: CatalogRow, events: [WebhookEvent]) throws(CatalogError) {
        id = try row[0]
        workspace = try row[1]
        name = try row[2]
        description = try row[3]
        url = try row[4]
        sealedSecret = try row[5]
        status = try row[6]
        createdAt = try row[7]
        updatedAt = try row[8]
        self.events = events
    }
}

extension WebhookEvent: CatalogConvertible {}
