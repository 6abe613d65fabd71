/// What webhooks are told: each message once, and a delivery of it for each webhook that wants it.
enum M0013CreateWebhookOutbox: Migration {
    static let number = 13
    static let statements: [SQL] = [
        """
        CREATE TABLE webhook_messages (
            id BIGINT NOT NULL PRIMARY KEY,
            event TEXT NOT NULL,
            data TEXT NOT NULL,
            created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE webhook_deliveries (
            id TEXT NOT NULL PRIMARY KEY,
            webhook TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
            message BIGINT NOT NULL REFERENCES webhook_messages (id),
            status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
            attempts INTEGER NOT NULL,
            due_at BIGINT NOT NULL,
            finished_at BIGINT,
            response_status INTEGER,
            reason TEXT
        )
        """,
        "CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, status, due_at, message)",
        "CREATE INDEX webhook_deliveries_age ON webhook_deliveries (webhook, status, message)",
        "CREATE INDEX webhook_deliveries_message ON webhook_deliveries (message)",
        "CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at)",
    ]
}
