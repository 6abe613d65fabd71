package import Promotion

extension CatalogTransaction {
    /// Puts an alarm into the outbox: with what it tells of or not at all.
    package func raise(_ alarm: OverrideAlarm, at now: Timestamp) throws(CatalogError) {
        try insertAlarmHook(at: now)
        let data = try StoredJSON.text(of: alarm, in: "data")
        try insertDelivery(of: insertMessage(alarm.kind, data, at: now), to: Webhook.alarmHook, at: now)
    }

    /// The webhook that alarms belong to. Its workspace is none that an environment can have, so that no client sees or removes it, and
    /// it wants no events.
    private func insertAlarmHook(at now: Timestamp) throws(CatalogError) {
        guard try row("SELECT 1 FROM webhooks WHERE id = \(Webhook.alarmHook)") == nil else { return }
        try insertWebhook(
            Webhook(
                id: Webhook.alarmHook, workspace: WorkspaceName(checked: "alarms"), name: "alarms", description: nil,
                url: "", events: [], sealedSecret: nil, status: .active, createdAt: now))
    }
}

extension Webhook {
    /// The id of the server's own webhook for alarms, which is no UUID. Where it leads is in `server.yaml`, and not in the catalog.
    static let alarmHook = "alarms"
}
