internal import Catalog
internal import HTTPTypes
internal import Promotion

/// Versions of registered models: 9 routes.
enum ModelVersionService {
    static let operations: [Operation] = [
        Operation(.post, "model-versions/create", .write, create),
        Operation(.get, "model-versions/get", .readChampion, byKey: true, get),
        Operation(.patch, "model-versions/update", .write, byKey: true, update),
        Operation(.delete, "model-versions/delete", .guarded, delete),
        Operation(.get, "model-versions/search", .read, search),
        Operation(.get, "model-versions/get-download-uri", .readChampion, byKey: true, downloadURI),
        Operation(.post, "model-versions/set-tag", .write, byKey: true, setTag),
        Operation(.delete, "model-versions/delete-tag", .write, byKey: true, deleteTag),
        Operation(.post, "model-versions/transition-stage", .guarded, transitionStage),
    ]

    private static func create(_ call: Call, _ answer: inout JSONObject) throws {
        let tags = try call.entries("tags").map(EntityNames.registryTag)
        let name = try call.registeredModelName()
        if Prompt.isMarked(tags) {
            let source = try Prompt.source(call.requiredText("source"))
            let version = try call.transaction.createModelVersion(
                ModelVersion(
                    workspace: call.name, name: name, description: try call.text("description"), source: source,
                    artifactURI: source, runID: nil, runLink: try call.text("run_link"), modelID: nil,
                    createdAt: call.now, origin: call.origin, tags: tags))
            return answer.object("model_version") { $0.write(version, withAliases: false) }
        }
        let source = try ModelSource(call)
        let version = try call.transaction.createModelVersion(
            ModelVersion(
                workspace: call.name, name: name, description: try call.text("description"), source: source.text,
                artifactURI: source.artifactURI, runID: source.runID, runLink: try call.text("run_link"),
                modelID: source.modelID, createdAt: call.now, origin: call.origin, tags: tags))
        try recordWhereFrom(version, source, call)
        answer.object("model_version") { $0.write(version, withAliases: false) }
    }

    /// Fixes what the version's files are, and of which version it is a copy.
    private static func recordWhereFrom(_ version: ModelVersion, _ source: ModelSource, _ call: Call) throws {
        if let files = try ModelManifest.text(of: version, call) {
            try call.transaction.fixManifest(files, ofVersion: version.version, of: version.name, in: call.name)
        }
        guard let copied = source.copied else { return }
        let origin = ModelOrigin(
            workspace: copied.workspace, model: try ModelName(validating: copied.name), version: Int(copied.version))
        try call.transaction.recordOrigin(
            origin, ofVersion: version.version, of: try ModelName(validating: version.name), in: call.name,
            run: call.origin?.run, at: call.now)
    }

    private static func get(_ call: Call, _ answer: inout JSONObject) throws {
        let version = try call.readableVersion()
        answer.object("model_version") { $0.write(version, withAliases: true) }
    }

    private static func update(_ call: Call, _ answer: inout JSONObject) throws {
        var version = try call.modelVersion(of: call.requiredText("name"))
        // As in MLflow, a request without a description takes it away.
        version.description = try call.text("description") ?? ""
        version.updatedAt = call.now
        try call.transaction.updateModelVersion(version, now: call.now)
        answer.object("model_version") { $0.write(version, withAliases: true) }
    }

    private static func delete(_ call: Call, _ answer: inout JSONObject) throws {
        let version = try call.modelVersion(of: call.requiredText("name"))
        try call.askGuard(.deleteVersion(model: version.name, version: version.version))
        try call.transaction.deleteModelVersion(version.version, of: version.name, in: call.name, now: call.now)
    }

    private static func search(_ call: Call, _ answer: inout JSONObject) throws {
        let request = try call.searchRequest(.modelVersions)
        let page = try call.transaction.searchModelVersions(
            in: call.name, search: request.search, limit: call.maxResults(default: 10_000, limit: 200_000),
            after: request.after, withAliases: false)
        answer.list("model_versions", page.elements) { $0.write($1, withAliases: false) }
        answer.set("next_page_token", request.token.encode(page.next))
    }

    private static func downloadURI(_ call: Call, _ answer: inout JSONObject) throws {
        answer.set("artifact_uri", try call.readableVersion().artifactURI)
    }

    private static func setTag(_ call: Call, _ answer: inout JSONObject) throws {
        let version = try call.modelVersion(of: call.requiredText("name"))
        let tag = Entry(key: try call.requiredText("key"), value: try call.text("value") ?? "")
        try call.transaction.setTag(
            EntityNames.registryTag(tag), onVersion: version.version, of: version.name, in: call.name, now: call.now)
    }

    private static func deleteTag(_ call: Call, _ answer: inout JSONObject) throws {
        let version = try call.modelVersion(of: call.requiredText("name"))
        try call.transaction.deleteTag(
            EntityNames.deletedTag(call.requiredText("key")), onVersion: version.version, of: version.name,
            in: call.name, now: call.now)
    }

    private static func transitionStage(_ call: Call, _ answer: inout JSONObject) throws {
        let stage = try stage(call.requiredText("stage"))
        let archives = try call.parameters.flag("archive_existing_versions") ?? false
        guard !archives || stage == .staging || stage == .production else {
            throw MLflowError.invalid(
                "Model version transition cannot archive existing model versions because '\(stage.rawValue)' is not an "
                    + "Active stage. Valid stages are ['Staging', 'Production']")
        }
        var version = try call.modelVersion(of: call.requiredText("name"))
        try call.askGuard(
            .transitionStage(model: version.name, version: version.version, from: version.stage, to: stage))
        if archives {
            try call.transaction.archiveVersions(
                of: version.name, in: call.name, stage: stage, except: version.version, now: call.now)
        }
        version.stage = stage
        version.updatedAt = call.now
        try call.transaction.updateModelVersion(version, now: call.now)
        answer.object("model_version") { $0.write(version, withAliases: true) }
    }

    /// The stage of this name; case does not count.
    static func stage(_ text: String) throws -> ModelVersion.Stage {
        guard let stage = ModelVersion.Stage.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
        else {
            throw MLflowError.invalid(
                "Invalid Model Version stage: \(text). Value must be one of None, Staging, Production, Archived.")
        }
        return stage
    }
}
