/// Who outside is told about changes of the registry, and about which. `secret` is sealed with a key that is not in the catalog.
enum M0012CreateWebhooks: Migration {
    static let number = 12
    static let statements: [SQL] = [
        """
        CREATE TABLE webhooks (
            id TEXT NOT NULL PRIMARY KEY,
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            url TEXT NOT NULL,
            secret TEXT,
            status TEXT NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED')),
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX webhooks_workspace ON webhooks (workspace, created_at, id)",
        """
        CREATE TABLE webhook_events (
            webhook TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
            event TEXT NOT NULL,
            PRIMARY KEY (webhook, event)
        )
        """,
    ]
}
