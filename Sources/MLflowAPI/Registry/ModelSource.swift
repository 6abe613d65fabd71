internal import Artifacts
internal import Catalog
internal import Promotion

/// Where a version's files are, as a client gave it and as it was found. Only places in the server's own store, in the caller's own
/// workspace, and of the run or the logged model that the client names.
struct ModelSource {
    /// As it is told to clients: of an alias or a stage, the version that it named then.
    let text: String
    /// A place in the artifact store that stays the same whatever happens to names.
    let artifactURI: String
    let runID: String?
    let modelID: String?
    /// The version that this is a copy of; nil for one that is registered from where its code logged it.
    let copied: ModelVersion?

    init(_ call: Call) throws {
        let source = try call.requiredText("source")
        if let copied = try Self.copiedVersion(source, call) {
            try Self.requireSame(copied, call, source)
            text = "models:/\(copied.name)/\(copied.version)"
            artifactURI = copied.artifactURI
            runID = copied.runID
            modelID = copied.modelID
            self.copied = copied
            return
        }
        let runID = try call.text("run_id").flatMap { $0.isEmpty ? nil : $0 }
        let modelID = try call.text("model_id").flatMap { $0.isEmpty ? nil : $0 }
        if let modelID { try call.requireLoggedModel(modelID) }
        let found = try Self.place(source, call)
        if let runID, try call.transaction.mlflowRun(runID, in: call.name) == nil {
            throw Self.foreign(source, "run_id")
        }
        switch found.root.owner {
        case .model(let id):
            guard modelID == nil || modelID == id else { throw Self.foreign(source, "model_id") }
            if let runID, found.runID != runID { throw Self.foreign(source, "run_id") }
            self.modelID = id
        case .run(let id):
            guard modelID == nil else { throw Self.foreign(source, "model_id") }
            guard runID == id else { throw Self.foreign(source, "run_id") }
            self.modelID = nil
        }
        text = source
        self.runID = runID ?? found.runID
        artifactURI = found.root.uri
        copied = nil
    }

    private struct Found {
        var root: ArtifactRoot
        var runID: String?
    }

    private static func place(_ source: String, _ call: Call) throws -> Found {
        if let id = source.dropping(prefix: "models:/") {
            guard let model = try call.transaction.loggedModel(String(id), in: call.name) else {
                throw foreign(source, "model_id")
            }
            return Found(root: ArtifactRoot(model), runID: model.sourceRunID.isEmpty ? nil : model.sourceRunID)
        }
        if let rest = source.dropping(prefix: "runs:/") {
            let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let id = parts.first, let run = try call.transaction.mlflowRun(String(id), in: call.name) else {
                throw foreign(source, "run_id")
            }
            guard let root = ArtifactRoot(run).appending(parts.count > 1 ? String(parts[1]) : "") else {
                throw unreadable(source)
            }
            return Found(root: root, runID: run.id)
        }
        guard let root = ArtifactRoot(uri: source) else { throw unreadable(source) }
        guard try call.transaction.workspace(of: root.owner) == call.name else { throw foreign(source, "run_id") }
        switch root.owner {
        case .run(let id): return Found(root: root, runID: id)
        case .model(let id):
            let run = try call.transaction.loggedModel(id, in: call.name)?.sourceRunID ?? ""
            return Found(root: root, runID: run.isEmpty ? nil : run)
        }
    }

    /// What MLflow says of a source that it would not take either, or that is not in this server's store.
    private static func unreadable(_ source: String) -> MLflowError {
        let invalid = "Invalid model version source: \(source.quotedForMessage)"
        let scheme = source.prefix { $0 != ":" && $0 != "/" }
        guard source.dropFirst(scheme.count).first == ":", scheme.lowercased() != "file" else {
            return .invalid(
                "\(invalid). To use a local path as a model version source, the run_id request parameter has to be specified "
                    + "and the local path has to be contained within the artifact directory of the run specified by the "
                    + "run_id.")
        }
        guard !hasRelativePart(source) else {
            return .invalid(
                "\(invalid). If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts "
                    + "uri, an absolute path must be provided without relative path references present. Please provide an "
                    + "absolute path.")
        }
        return .invalid(
            "\(invalid): it must begin with 'models:/', 'runs:/' or 'mlflow-artifacts:/' and name something there")
    }

    /// Whether a part of the path is `..`, also after any number of decodings.
    private static func hasRelativePart(_ source: String) -> Bool {
        var text = source
        while let decoded = try? RequestDecoding.decoded(text.utf8[...], plusIsSpace: true), decoded != text {
            text = decoded
        }
        return text.split(separator: "/").contains("..")
    }

    private static func foreign(_ source: String, _ parameter: String) -> MLflowError {
        .invalid(
            "Invalid model version source: \(source.quotedForMessage). The \(parameter) request parameter must identify the "
                + "resource that contains the source.")
    }
}
