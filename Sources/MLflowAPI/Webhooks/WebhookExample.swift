internal import Catalog
internal import Promotion
internal import Webhooks

/// What a test call sends: an event about things that do not exist, with MLflow's example values.
enum WebhookExample {
    static func message(
        _ event: WebhookEvent, to webhook: Webhook, id: String, at time: Timestamp
    ) -> WebhookMessage {
        WebhookMessage(
            id: id, event: event, workspace: webhook.workspace, happenedAt: time, data: json(data(of: event)))
    }

    private static func data(of event: WebhookEvent) -> [(key: StaticString, value: String?)] {
        let isPrompt = event.entity.hasPrefix("prompt")
        let name: (key: StaticString, value: String?) = ("name", isPrompt ? "example_prompt" : "example_model")
        let version: (key: StaticString, value: String?) = ("version", "1")
        let key: (key: StaticString, value: String?) = ("key", "example_key")
        let value: (key: StaticString, value: String?) = ("value", "example_value")
        let alias: (key: StaticString, value: String?) = ("alias", "example_alias")
        return switch event {
        case .modelCreated: [name, ("description", "An example registered model")]
        case .promptCreated: [name, ("description", "An example prompt")]
        case .versionCreated:
            [
                name, version, ("source", "models:/123"), ("run_id", "abcd1234abcd5678"),
                ("description", "An example model version"),
            ]
        case .promptVersionCreated:
            [name, version, ("template", "Hello {{name}}!"), ("description", "An example prompt version")]
        case .versionTagSet, .promptVersionTagSet: [name, version, key, value]
        case .versionTagDeleted, .promptVersionTagDeleted: [name, version, key]
        case .promptTagSet: [name, key, value]
        case .promptTagDeleted: [name, key]
        case .aliasCreated, .promptAliasCreated: [name, alias, version]
        case .aliasDeleted, .promptAliasDeleted: [name, alias]
        }
    }

    /// With tags where something is created.
    private static func json(_ data: [(key: StaticString, value: String?)]) -> String {
        var object = JSONObject()
        for (key, value) in data { object.set(key, value) }
        if data.contains(where: { "\($0.key)" == "description" }) {
            object.object("tags") { $0.set("example_key", "example_value") }
        }
        return String(decoding: object.finished(), as: UTF8.self)
    }
}
