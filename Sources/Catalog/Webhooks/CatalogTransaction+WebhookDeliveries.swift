package import Promotion

extension CatalogTransaction {
    /// For each active webhook the next message that is due, longest due first. At most `limit`.
    package func dueWebhookDeliveries(
        at now: Timestamp, limit: Int
    ) throws(CatalogError) -> [WebhookDelivery] {
        var due: [WebhookDelivery] = []
        for row in try rows(
            """
            SELECT d.id, w.id, w.workspace, w.url, w.secret, m.event, m.data, m.created_at, d.attempts
            FROM webhooks w
            JOIN webhook_deliveries d ON d.id = (
                SELECT n.id FROM webhook_deliveries n
                WHERE n.webhook = w.id AND n.status = 'pending' AND n.due_at <= \(now)
                ORDER BY n.due_at, n.message LIMIT 1)
            JOIN webhook_messages m ON m.id = d.message
            WHERE w.status = 'ACTIVE'
            ORDER BY d.due_at, m.id LIMIT \(limit)
            """)
        {
            let webhook: String = try row[1]
            let event: WebhookEvent? = try webhook == Webhook.alarmHook ? nil : row[5]
            due.append(
                WebhookDelivery(
                    id: try row[0], webhook: webhook, workspace: try row[2], url: try row[3],
                    sealedSecret: try row[4], event: event, data: try row[6], happenedAt: try row[7],
                    attempts: try row[8]))
        }
        return due
    }

    /// Stores how an attempt ended. Does nothing if the webhook was deleted or disabled meanwhile, or if it is settled already.
    package func finishWebhookAttempt(
        of delivery: String, _ outcome: WebhookOutcome, responseStatus: Int?, at now: Timestamp
    ) throws(CatalogError) {
        let change: SQL =
            switch outcome {
            case .delivered: "status = 'delivered', finished_at = \(now), reason = NULL"
            case .retry(let due, let reason): "due_at = \(due), reason = \(reason)"
            case .dead(let reason): "status = 'dead', finished_at = \(now), reason = \(reason)"
            }
        try execute(
            """
            UPDATE webhook_deliveries
            SET attempts = attempts + 1, response_status = \(responseStatus), \(sql: change)
            WHERE id = \(delivery) AND status = 'pending'
            """)
    }

    /// Whether a message waits for its first attempt.
    package func hasUntriedWebhookDelivery() throws(CatalogError) -> Bool {
        try row(
            """
            SELECT 1 FROM webhooks w JOIN webhook_deliveries d ON d.webhook = w.id
            WHERE w.status = 'ACTIVE' AND d.status = 'pending' AND d.attempts = 0 LIMIT 1
            """) != nil
    }

    /// Forgets what was delivered or given up before `limit`, and messages that nobody waits for. Gives the number of deliveries.
    @discardableResult
    package func removeWebhookDeliveries(finishedBefore limit: Timestamp) throws(CatalogError) -> Int {
        let count = try execute("DELETE FROM webhook_deliveries WHERE finished_at < \(limit)")
        try execute(
            """
            DELETE FROM webhook_messages
            WHERE NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.message = webhook_messages.id)
            """)
        return count
    }
}
