package import Promotion

extension CatalogTransaction {
    /// The webhook; nil if the workspace has none of this id.
    package func webhook(_ id: String, in workspace: WorkspaceName) throws(CatalogError) -> Webhook? {
        guard
            let row = try row(
                "SELECT \(sql: Webhook.columns) FROM webhooks WHERE id = \(id) AND workspace = \(workspace)")
        else { return nil }
        return try complete(row)
    }

    /// Up to `limit` of the workspace's webhooks, newest first, from behind the one that `last` describes.
    package func webhooks(
        in workspace: WorkspaceName, after last: (createdAt: Timestamp, id: String)? = nil, limit: Int
    ) throws(CatalogError) -> [Webhook] {
        let createdAt = last?.createdAt ?? Timestamp(milliseconds: .max)
        var webhooks: [Webhook] = []
        for row in try rows(
            """
            SELECT \(sql: Webhook.columns) FROM webhooks
            WHERE workspace = \(workspace)
            AND (created_at < \(createdAt) OR (created_at = \(createdAt) AND id < \(last?.id ?? "")))
            ORDER BY created_at DESC, id DESC LIMIT \(limit)
            """)
        {
            webhooks.append(try complete(row))
        }
        return webhooks
    }

    /// Stores a new webhook.
    package func insertWebhook(_ webhook: Webhook) throws(CatalogError) {
        try execute(
            """
            INSERT INTO webhooks (\(sql: Webhook.columns)) VALUES (
                \(webhook.id), \(webhook.workspace), \(webhook.name), \(webhook.description), \(webhook.url),
                \(webhook.sealedSecret), \(webhook.status), \(webhook.createdAt), \(webhook.updatedAt)
            )
            """)
        try insertEvents(of: webhook)
    }

    /// Stores everything that can change. What a disabled webhook was still to be told is dropped.
    package func updateWebhook(_ webhook: Webhook) throws(CatalogError) {
        try execute(
            """
            UPDATE webhooks SET name = \(webhook.name), description = \(webhook.description), url = \(webhook.url),
                secret = \(webhook.sealedSecret), status = \(webhook.status), updated_at = \(webhook.updatedAt)
            WHERE id = \(webhook.id) AND workspace = \(webhook.workspace)
            """)
        try execute("DELETE FROM webhook_events WHERE webhook = \(webhook.id)")
        try insertEvents(of: webhook)
        guard webhook.status == .disabled else { return }
        try execute("DELETE FROM webhook_deliveries WHERE webhook = \(webhook.id) AND status = 'pending'")
    }

    /// Deletes the webhook with all that it was told or still to be told; false if the workspace has none of this id.
    package func deleteWebhook(_ id: String, in workspace: WorkspaceName) throws(CatalogError) -> Bool {
        try execute("DELETE FROM webhooks WHERE id = \(id) AND workspace = \(workspace)") > 0
    }

    private func insertEvents(of webhook: Webhook) throws(CatalogError) {
        for event in webhook.events {
            try execute("INSERT INTO webhook_events (webhook, event) VALUES (\(webhook.id), \(event))")
        }
    }

    private func complete(_ row: CatalogRow) throws(CatalogError) -> Webhook {
        let id: String = try row[0]
        var events: [WebhookEvent] = []
        for row in try rows("SELECT event FROM webhook_events WHERE webhook = \(id) ORDER BY event") {
            events.append(try row[0])
        }
        return try Webhook(row: row, events: events)
    }
}
