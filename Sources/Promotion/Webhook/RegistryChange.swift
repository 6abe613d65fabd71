/// A change of the registry that webhooks may be told about.
///
/// MLflow keeps prompts as registered models with a tag, and tells about them by other names.
package enum RegistryChange: Hashable, Sendable {
    case modelCreated(name: String, description: String?, tags: [String: String])
    case modelTagSet(name: String, key: String, value: String)
    case modelTagDeleted(name: String, key: String)
    case versionCreated(
        name: String, version: Int64, source: String, run: String?, description: String?, tags: [String: String])
    case versionTagSet(name: String, version: Int64, key: String, value: String)
    case versionTagDeleted(name: String, version: Int64, key: String)
    /// Also when the alias named another version before.
    case aliasSet(name: String, alias: String, version: Int64)
    case aliasDeleted(name: String, alias: String)

    /// The tag that makes a prompt of a registered model or version.
    package static let promptTag = "mlflow.prompt.is_prompt"
    private static let promptTypeTag = "_mlflow_prompt_type"
    private static let promptTextTag = "mlflow.prompt.text"

    /// The model or prompt that it is about.
    package var name: String {
        switch self {
        case .modelCreated(let name, _, _), .modelTagSet(let name, _, _), .modelTagDeleted(let name, _),
            .versionCreated(let name, _, _, _, _, _), .versionTagSet(let name, _, _, _),
            .versionTagDeleted(let name, _, _), .aliasSet(let name, _, _), .aliasDeleted(let name, _):
            name
        }
    }

    /// Whether the value of `promptTag` says that it is a prompt.
    package static func isPrompt(_ tag: String?) -> Bool { tag?.lowercased() == "true" }

    /// What webhooks are told; nil if MLflow has no event for it. `ofPrompt` says whether the registered model is a prompt; what is only
    /// being created says so itself, by its tags.
    package func notice(ofPrompt: Bool) -> WebhookNotice? {
        switch self {
        case .modelCreated(let name, let description, let tags):
            let isPrompt = Self.isPrompt(tags[Self.promptTag])
            // MLflow says "" here where no description was given, and null for a version.
            return WebhookNotice(
                isPrompt ? .promptCreated : .modelCreated,
                [
                    "name": .text(name), "tags": .tags(isPrompt ? Self.withoutMarks(tags) : tags),
                    "description": .text(description ?? ""),
                ])
        case .modelTagSet(let name, let key, let value):
            guard ofPrompt else { return nil }
            return WebhookNotice(.promptTagSet, ["name": .text(name), "key": .text(key), "value": .text(value)])
        case .modelTagDeleted(let name, let key):
            guard ofPrompt else { return nil }
            return WebhookNotice(.promptTagDeleted, ["name": .text(name), "key": .text(key)])
        case .versionCreated(let name, let version, let source, let run, let description, let tags):
            return Self.created(name, version, source, run, description.flatMap { $0.isEmpty ? nil : $0 }, tags)
        case .versionTagSet(let name, let version, let key, let value):
            return WebhookNotice(
                ofPrompt ? .promptVersionTagSet : .versionTagSet,
                ["name": .text(name), "version": .text("\(version)"), "key": .text(key), "value": .text(value)])
        case .versionTagDeleted(let name, let version, let key):
            return WebhookNotice(
                ofPrompt ? .promptVersionTagDeleted : .versionTagDeleted,
                ["name": .text(name), "version": .text("\(version)"), "key": .text(key)])
        case .aliasSet(let name, let alias, let version):
            return WebhookNotice(
                ofPrompt ? .promptAliasCreated : .aliasCreated,
                ["name": .text(name), "alias": .text(alias), "version": .text("\(version)")])
        case .aliasDeleted(let name, let alias):
            return WebhookNotice(
                ofPrompt ? .promptAliasDeleted : .aliasDeleted, ["name": .text(name), "alias": .text(alias)])
        }
    }

    private static func created(
        _ name: String, _ version: Int64, _ source: String, _ run: String?, _ description: String?,
        _ tags: [String: String]
    ) -> WebhookNotice {
        var data: [String: WebhookValue] = [
            "name": .text(name), "version": .text("\(version)"), "description": WebhookValue(description),
        ]
        guard isPrompt(tags[promptTag]) else {
            data["source"] = .text(source)
            data["run_id"] = WebhookValue(run)
            data["tags"] = .tags(tags)
            return WebhookNotice(.versionCreated, data)
        }
        data["template"] = WebhookValue(tags[promptTextTag])
        var rest = withoutMarks(tags)
        rest[promptTextTag] = nil
        data["tags"] = .tags(rest)
        return WebhookNotice(.promptVersionCreated, data)
    }

    private static func withoutMarks(_ tags: [String: String]) -> [String: String] {
        var tags = tags
        tags[promptTag] = nil
        tags[promptTypeTag] = nil
        return tags
    }
}
