internal import Foundation
internal import Promotion

extension CatalogTransaction {
    /// How much may wait for one webhook; beyond it the oldest gives way.
    static let longestOutbox = 10_000

    /// Puts a change into the outbox of each active webhook of the workspace that wants to know of it: with the change or not at all.
    /// Costs one look into an index where there is no webhook.
    func announce(_ change: RegistryChange, in workspace: WorkspaceName, at now: Timestamp) throws(CatalogError) {
        guard
            try row("SELECT 1 FROM webhooks WHERE workspace = \(workspace) AND status = 'ACTIVE' LIMIT 1") != nil,
            let notice = change.notice(ofPrompt: try isPrompt(change.name, in: workspace))
        else { return }
        let webhooks = try rows(
            """
            SELECT w.id FROM webhooks w JOIN webhook_events e ON e.webhook = w.id
            WHERE w.workspace = \(workspace) AND w.status = 'ACTIVE' AND e.event = \(notice.event)
            """)
        guard !webhooks.isEmpty else { return }
        let data = try StoredJSON.text(of: notice.data, in: "data")
        let message = try insertMessage(notice.event.rawValue, data, at: now)
        for row in webhooks { try insertDelivery(of: message, to: try row[0], at: now) }
    }

    private func isPrompt(_ name: String, in workspace: WorkspaceName) throws(CatalogError) -> Bool {
        RegistryChange.isPrompt(
            try value(
                """
                SELECT value FROM registered_model_tags
                WHERE workspace = \(workspace) AND name = \(name) AND key = \(RegistryChange.promptTag)
                """))
    }

    /// Gives the message's id.
    func insertMessage(_ event: String, _ data: String, at now: Timestamp) throws(CatalogError) -> Int64 {
        let id: Int64 = try value("SELECT COALESCE(MAX(id), 0) + 1 FROM webhook_messages") ?? 1
        try execute(
            """
            INSERT INTO webhook_messages (id, event, data, created_at)
            VALUES (\(id), \(event), \(data), \(now))
            """)
        return id
    }

    func insertDelivery(
        of message: Int64, to webhook: String, at now: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            UPDATE webhook_deliveries
            SET status = 'dead', finished_at = \(now), reason = 'newer messages took its place in a full outbox'
            WHERE id IN (
                SELECT id FROM webhook_deliveries WHERE webhook = \(webhook) AND status = 'pending'
                ORDER BY message DESC LIMIT 1 OFFSET \(Self.longestOutbox - 1))
            """)
        try execute(
            """
            INSERT INTO webhook_deliveries (id, webhook, message, status, attempts, due_at)
            VALUES (\(UUID().uuidString.lowercased()), \(webhook), \(message), 'pending', 0, \(now))
            """)
    }
}

extension [Entry] {
    /// By key; the last one counts where a key is there twice.
    var byKey: [String: String] { Dictionary(map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }) }
}
