/// What a webhook can be told about, by MLflow's names: an entity, a dot, and what happened to it. MLflow also has
/// `budget_policy.exceeded`, which nothing here can bring about.
package enum WebhookEvent: String, CaseIterable, Hashable, Sendable {
    case modelCreated = "registered_model.created"
    case versionCreated = "model_version.created"
    case versionTagSet = "model_version_tag.set"
    case versionTagDeleted = "model_version_tag.deleted"
    case aliasCreated = "model_version_alias.created"
    case aliasDeleted = "model_version_alias.deleted"
    case promptCreated = "prompt.created"
    case promptVersionCreated = "prompt_version.created"
    case promptTagSet = "prompt_tag.set"
    case promptTagDeleted = "prompt_tag.deleted"
    case promptVersionTagSet = "prompt_version_tag.set"
    case promptVersionTagDeleted = "prompt_version_tag.deleted"
    case promptAliasCreated = "prompt_alias.created"
    case promptAliasDeleted = "prompt_alias.deleted"

    /// What stands before the dot.
    package var entity: String { String(rawValue.prefix { $0 != "." }) }

    /// What stands after the dot.
    package var action: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
}
