internal import Catalog
internal import Promotion

/// Where a version's files are, as a client gave it and as it was found. Only places in the server's own store, in the caller's own
/// workspace, and of the run or the logged model that the client names.
struct ModelSource {
    let text: String
    /// A place in the artifact store that stays the same whatever happens to names.
    let artifactURI: String
    let runID: String?
    let modelID: String?

    init(_ call: Call) throws {
        text = try call.requiredText("source")
        let runID = try call.text("run_id").flatMap { $0.isEmpty ? nil : $0 }
        let modelID = try call.text("model_id").flatMap { $0.isEmpty ? nil : $0 }
        if let runID { _ = try call.run(runID) }
        if let modelID { try call.requireLoggedModel(modelID) }
        let found = try Self.resolve(text, call)
        switch found.root.owner {
        case .model(let id):
            guard found.isCopy || modelID == nil || modelID == id else { throw Self.foreign(text, "model_id") }
            if let runID, !found.isCopy, found.runID != runID { throw Self.foreign(text, "run_id") }
            self.modelID = id
        case .run(let id):
            guard found.isCopy || (modelID == nil && runID == id) else { throw Self.foreign(text, "run_id") }
            self.modelID = nil
        }
        self.runID = runID ?? found.runID
        artifactURI = found.root.uri
    }

    private struct Found {
        var root: ArtifactRoot
        var runID: String?
        /// Whether the source is another version, whose own source was checked when it was made.
        var isCopy = false
    }

    private static func resolve(_ source: String, _ call: Call) throws -> Found {
        if let rest = source.dropping(prefix: "models:/") {
            let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 1, let model = try call.transaction.loggedModel(String(rest), in: call.name) {
                return Found(root: ArtifactRoot(model), runID: model.sourceRunID.isEmpty ? nil : model.sourceRunID)
            }
            if parts.count == 2, let number = Int64(parts[1]),
                let version = try call.transaction.modelVersion(number, of: String(parts[0]), in: call.name),
                let root = ArtifactRoot(uri: version.artifactURI)
            {
                return Found(root: root, runID: version.runID, isCopy: true)
            }
            throw refused(source, "there is no such model in workspace '\(call.name)'")
        }
        if let rest = source.dropping(prefix: "runs:/") {
            let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let id = parts.first, let run = try call.transaction.mlflowRun(String(id), in: call.name),
                let root = ArtifactRoot(run).appending(parts.count > 1 ? String(parts[1]) : "")
            else { throw refused(source, "there is no such run in workspace '\(call.name)'") }
            return Found(root: root, runID: run.id)
        }
        if let root = ArtifactRoot(uri: source) {
            guard try call.transaction.workspace(of: root.owner) == call.name else {
                throw refused(source, "there is no such artifact root in workspace '\(call.name)'")
            }
            switch root.owner {
            case .run(let id): return Found(root: root, runID: id)
            case .model(let id):
                let run = try call.transaction.loggedModel(id, in: call.name)?.sourceRunID ?? ""
                return Found(root: root, runID: run.isEmpty ? nil : run)
            }
        }
        throw refused(
            source, "it must begin with 'models:/', 'runs:/' or 'mlflow-artifacts:/' and name something there")
    }

    private static func refused(_ source: String, _ reason: String) -> MLflowError {
        .invalid("Invalid model version source: \(source.quotedForMessage): \(reason)")
    }

    private static func foreign(_ source: String, _ parameter: String) -> MLflowError {
        .invalid(
            "Invalid model version source: \(source.quotedForMessage). The \(parameter) request parameter must identify the "
                + "resource that contains the source.")
    }
}

extension String {
    fileprivate func dropping(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
