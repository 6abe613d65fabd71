internal import Catalog
internal import Promotion
internal import Webhooks

extension JSONObject {
    /// Writes the members of MLflow's `Webhook`. The secret is none of them.
    mutating func write(_ webhook: Webhook) {
        set("webhook_id", webhook.id)
        set("name", webhook.name)
        set("description", webhook.description.flatMap { $0.isEmpty ? nil : $0 })
        set("url", webhook.url)
        list("events", webhook.events) { object, event in
            object.set("entity", event.entity.uppercased())
            object.set("action", event.action.uppercased())
        }
        set("status", webhook.status.rawValue)
        set("creation_timestamp", webhook.createdAt.milliseconds)
        set("last_updated_timestamp", webhook.updatedAt.milliseconds)
    }

    /// Writes the members of MLflow's `WebhookTestResult`.
    mutating func write(_ result: Result<WebhookAnswer, any Error>) {
        switch result {
        case .success(let answer):
            set("success", (200..<300).contains(answer.status))
            set("response_status", Int64(answer.status))
            set("response_body", answer.body)
            if (300..<400).contains(answer.status) { set("error_message", "Redirects are not followed") }
        case .failure(let error):
            set("success", false)
            set("error_message", "Failed to test webhook: \(error)")
        }
    }
}
