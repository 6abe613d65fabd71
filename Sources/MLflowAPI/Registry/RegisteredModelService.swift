internal import Catalog
internal import HTTPTypes
internal import Promotion

/// Registered models and aliases: 12 routes.
enum RegisteredModelService {
    static let operations: [Operation] = [
        Operation(.post, "registered-models/create", .write, byKey: true, create),
        Operation(.get, "registered-models/get", .readChampion, byKey: true, get),
        Operation(.patch, "registered-models/update", .write, byKey: true, update),
        Operation(.post, "registered-models/rename", .guarded, rename),
        Operation(.delete, "registered-models/delete", .guarded, delete),
        Operation(.get, "registered-models/search", .read, search),
        Operation(.post, "registered-models/get-latest-versions", .read, latestVersions),
        Operation(.get, "registered-models/get-latest-versions", .read, latestVersions),
        Operation(.post, "registered-models/set-tag", .write, byKey: true, setTag),
        Operation(.delete, "registered-models/delete-tag", .write, byKey: true, deleteTag),
        Operation(.post, "registered-models/alias", .guarded, setAlias),
        Operation(.delete, "registered-models/alias", .guarded, deleteAlias),
        Operation(.get, "registered-models/alias", .readChampion, byKey: true, getAlias),
    ]

    private static func create(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try EntityNames.registeredModel(call.requiredText("name"))
        let tags = try call.entries("tags").map(EntityNames.registryTag)
        if let known = try call.transaction.registeredModel(name, in: call.name) {
            throw exists(name, isPrompt: Prompt.isMarked(tags), taken: Prompt.isMarked(known.tags))
        }
        try call.transaction.createRegisteredModel(
            name, in: call.name, description: call.text("description"), tags: tags, now: call.now)
        try answerModel(name, call, &answer)
    }

    private static func get(_ call: Call, _ answer: inout JSONObject) throws {
        var model = try call.registeredModel(call.requiredText("name"))
        if call.isFromDownstream {
            model.aliases.removeAll { $0.alias != ModelAlias.champion }
            try call.requireReadable(isChampion: !model.aliases.isEmpty)
            model.latestVersions = []
            model.tags = []
        }
        answer.object("registered_model") { $0.write(model) }
    }

    private static func update(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.registeredModelName()
        // As in MLflow, a request without a description takes it away.
        _ = try call.transaction.describeRegisteredModel(
            name, in: call.name, as: call.text("description") ?? "", now: call.now)
        try answerModel(name, call, &answer)
    }

    private static func rename(_ call: Call, _ answer: inout JSONObject) throws {
        let newName = try EntityNames.registeredModel(call.requiredText("new_name"), "new_name")
        let name = try call.registeredModelName()
        try call.askGuard(.renameModel(name))
        if newName != name, try call.transaction.hasRegisteredModel(newName, in: call.name) { throw exists(newName) }
        try call.transaction.renameRegisteredModel(name, in: call.name, to: newName, now: call.now)
        try answerModel(newName, call, &answer)
    }

    private static func delete(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.registeredModelName()
        try call.askGuard(.deleteModel(name))
        try call.transaction.deleteRegisteredModel(name, in: call.name)
    }

    private static func search(_ call: Call, _ answer: inout JSONObject) throws {
        let request = try call.searchRequest(.registeredModels)
        let page = try call.transaction.searchRegisteredModels(
            in: call.name, search: request.search, limit: call.maxResults(default: 100, limit: 1000),
            after: request.after)
        answer.list("registered_models", page.elements) { $0.write($1) }
        answer.set("next_page_token", request.token.encode(page.next))
    }

    private static func latestVersions(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.registeredModelName()
        let stages = try call.texts("stages").map(ModelVersionService.stage)
        let versions = try call.transaction.latestVersions(of: name, in: call.name)
        answer.list("model_versions", versions.filter { stages.isEmpty || stages.contains($0.stage) }) {
            $0.write($1, withAliases: true)
        }
    }

    private static func setTag(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.registeredModelName()
        let tag = Entry(key: try call.requiredText("key"), value: try call.text("value") ?? "")
        try call.transaction.setTag(
            EntityNames.registryTag(tag), onRegisteredModel: name, in: call.name, now: call.now)
    }

    private static func deleteTag(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.registeredModelName()
        try call.transaction.deleteTag(
            EntityNames.deletedTag(call.requiredText("key")), onRegisteredModel: name, in: call.name, now: call.now)
    }

    private static func setAlias(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.requiredText("name")
        let alias = try EntityNames.settableAlias(call.requiredText("alias"))
        let version = try call.modelVersion(of: name).version
        try call.askGuard(.setAlias(alias, model: name, version: version))
        try call.transaction.setAlias(
            ModelAlias(alias: alias, version: version), of: name, in: call.name, now: call.now)
    }

    private static func deleteAlias(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.registeredModelName()
        let alias = try EntityNames.alias(call.requiredText("alias"))
        try call.askGuard(.deleteAlias(alias, model: name))
        try call.transaction.deleteAlias(alias, of: name, in: call.name, now: call.now)
    }

    private static func getAlias(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try EntityNames.registeredModel(call.requiredText("name"))
        let alias = try EntityNames.alias(call.requiredText("alias"))
        try call.requireReadable(isChampion: alias == ModelAlias.champion)
        let version = try call.version(of: name, alias: alias)
        answer.object("model_version") { $0.write(version, withAliases: true) }
    }

    private static func answerModel(_ name: String, _ call: Call, _ answer: inout JSONObject) throws {
        let model = try call.registeredModel(name)
        answer.object("registered_model") { $0.write(model) }
    }

    private static func exists(_ name: String, isPrompt: Bool = false, taken isTakenByPrompt: Bool = false)
        -> MLflowError
    {
        guard isPrompt == isTakenByPrompt else {
            return MLflowError(
                .resourceAlreadyExists,
                "Tried to create a \(isPrompt ? "prompt" : "registered model") with name \(name.quotedForMessage), but the "
                    + "name is already taken by a \(isPrompt ? "registered model" : "prompt"). MLflow does not allow "
                    + "creating a model and a prompt with the same name.")
        }
        return MLflowError(
            .resourceAlreadyExists, "\(isPrompt ? "Prompt" : "Registered Model") (name=\(name)) already exists.")
    }
}
