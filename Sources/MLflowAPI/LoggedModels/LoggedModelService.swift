internal import Catalog
internal import HTTPTypes
internal import Promotion

/// Logged models: 8 routes.
enum LoggedModelService {
    static let operations: [Operation] = [
        Operation(.post, "logged-models", .write, create),
        Operation(.get, "logged-models/{model_id}", .readChampion, byKey: true, get),
        Operation(.patch, "logged-models/{model_id}", .guarded, finalize),
        Operation(.delete, "logged-models/{model_id}", .guarded, delete),
        Operation(.patch, "logged-models/{model_id}/tags", .write, byKey: true, setTags),
        Operation(.delete, "logged-models/{model_id}/tags/{key}", .write, byKey: true, deleteTag),
        Operation(.post, "logged-models/{model_id}/params", .guarded, byKey: true, logParams),
        Operation(.post, "logged-models/search", .read, search),
    ]

    private static func create(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.activeExperiment(call.requiredText("experiment_id"))
        let source = try call.text("source_run_id") ?? ""
        if !source.isEmpty { _ = try call.run(source) }
        let asked = try EntityNames.loggedModel(call.text("name") ?? "")
        var model = LoggedModel(
            id: EntityIDs.loggedModel(at: call.now), workspace: call.name, experimentID: experiment.id,
            name: asked.isEmpty ? RunName.random() : asked, modelType: try call.text("model_type") ?? "",
            sourceRunID: source, createdAt: call.now, origin: call.origin)
        model.params = try call.entries("params").map(EntityNames.modelParam)
        model.tags = try call.entries("tags").map(EntityNames.modelTag)
        try call.transaction.createLoggedModel(model)
        answer.object("model") { $0.write(model) }
    }

    private static func get(_ call: Call, _ answer: inout JSONObject) throws {
        let asked = try call.requiredText("model_id")
        if try call.parameters.flag("allow_deleted") ?? false,
            let model = try call.transaction.loggedModel(asked, in: call.name, deleted: true)
        {
            try call.requireReadable(.model(id: model.id))
            return answer.object("model") { $0.write(model) }
        }
        let model = try call.loggedModel(call.carriedModel(asked))
        try call.requireReadable(.model(id: model.id))
        answer.object("model") { $0.write(model) }
    }

    private static func finalize(_ call: Call, _ answer: inout JSONObject) throws {
        let model = try call.loggedModel()
        let text = try call.requiredText("status")
        guard let status = LoggedModel.Status(rawValue: text) else {
            throw MLflowError.invalidParameter("status", .string(text))
        }
        try call.askGuard(.changeArtifacts(of: .model(id: model.id)))
        try call.transaction.setStatus(ofLoggedModel: model.id, to: status, now: call.now)
        let changed = try call.loggedModel()
        answer.object("model") { $0.write(changed) }
    }

    private static func delete(_ call: Call, _ answer: inout JSONObject) throws {
        let model = try call.loggedModel()
        try call.askGuard(.deleteLoggedModel(id: model.id))
        try call.transaction.deleteLoggedModel(model.id, now: call.now)
    }

    private static func setTags(_ call: Call, _ answer: inout JSONObject) throws {
        let model = try call.loggedModel()
        for tag in try call.entries("tags") {
            try call.transaction.setTag(EntityNames.modelTag(tag), onLoggedModel: model.id)
        }
    }

    private static func deleteTag(_ call: Call, _ answer: inout JSONObject) throws {
        let model = try call.loggedModel()
        let key = try call.requiredText("key")
        try EntityNames.refuseReserved(key)
        guard try call.transaction.deleteTag(key, onLoggedModel: model.id) else {
            throw MLflowError.missing("No tag with key \(key.quotedForMessage) found for model with ID '\(model.id)'.")
        }
    }

    private static func logParams(_ call: Call, _ answer: inout JSONObject) throws {
        let model = try call.loggedModel()
        try call.askGuard(.changeArtifacts(of: .model(id: model.id)))
        for param in try call.entries("params").map(EntityNames.modelParam) {
            let stored = try call.transaction.logParam(param, onLoggedModel: model.id)
            guard stored == param.value else {
                throw MLflowError.invalid(
                    "Changing param values is not allowed. Param with key='\(param.key)' was already logged for model "
                        + "ID='\(model.id)'.")
            }
        }
    }

    private static func search(_ call: Call, _ answer: inout JSONObject) throws {
        let experiments = try call.experimentIDs("experiment_ids")
        let request = try call.loggedModelSearchRequest(scope: experiments.map(String.init))
        let page = try call.transaction.searchLoggedModels(
            in: call.name, experiments: experiments, search: request.search,
            limit: call.maxResults(default: 100, limit: 1000), after: request.after)
        answer.list("models", page.elements) { $0.write($1) }
        answer.set("next_page_token", request.token.encode(page.next))
    }
}

extension Call {
    /// The logged model that the path names; 404 if the workspace has none.
    fileprivate func loggedModel() throws -> LoggedModel { try loggedModel(requiredText("model_id")) }

    fileprivate func loggedModel(_ id: String) throws -> LoggedModel {
        guard let model = try transaction.loggedModel(id, in: name) else {
            throw MLflowError.missing("Logged model with ID '\(id)' not found.")
        }
        return model
    }
}

extension JSONObject {
    /// Writes the members of MLflow's `LoggedModel`.
    fileprivate mutating func write(_ model: LoggedModel) {
        object("info") { info in
            info.set("model_id", model.id)
            info.set("experiment_id", String(model.experimentID))
            info.set("name", model.name)
            info.set("creation_timestamp_ms", model.createdAt.milliseconds)
            info.set("last_updated_timestamp_ms", model.updatedAt.milliseconds)
            info.set("artifact_uri", ArtifactRoot(model).uri)
            info.set("status", model.status.rawValue)
            info.set("model_type", model.modelType)
            info.set("source_run_id", model.sourceRunID)
            info.write("tags", model.tags)
        }
        object("data") { data in
            data.write("params", model.params)
            data.list("metrics", model.metrics) { $0.write($1) }
        }
    }
}
