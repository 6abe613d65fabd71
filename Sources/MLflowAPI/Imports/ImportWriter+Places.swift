internal import Artifacts
internal import Catalog
internal import Promotion

extension ImportWriter {
    /// A place that nothing is at. A version whose files are outside the store points at it: clients are never sent elsewhere.
    static let nowhere = "mlflow-artifacts:/0/models/unavailable/artifacts"

    /// Where a version's files are in this server's store: at an imported run or logged model.
    mutating func place(of version: ImportedVersion) throws -> String {
        for text in [version.place, version.source].compactMap(\.self) {
            if let root = try root(text) { return root.uri }
        }
        answer.elsewhere.append(version.id)
        return Self.nowhere
    }

    private func root(_ text: String) throws -> ArtifactRoot? {
        if text.hasPrefix("models:/") { return try modelRoot(String(text.dropFirst("models:/".count)), folder: "") }
        if text.hasPrefix("runs:/") {
            let parts = text.dropFirst("runs:/".count).split(separator: "/", maxSplits: 1)
            guard let id = parts.first else { return nil }
            return try runRoot(String(id), folder: parts.count > 1 ? String(parts[1]) : "")
        }
        guard text.hasPrefix("mlflow-artifacts:/"), !text.contains(where: { "?#%".contains($0) }) else { return nil }
        var parts = text.dropFirst("mlflow-artifacts:/".count).split(separator: "/")[...]
        // Before the owner stand the experiment, and on some servers the workspace; their numbers are not ours.
        guard let marker = parts.firstIndex(of: "artifacts"), marker > parts.startIndex else { return nil }
        let id = String(parts[marker - 1])
        let isModel = marker - 2 >= parts.startIndex && parts[marker - 2] == "models"
        parts = parts[(marker + 1)...]
        let folder = parts.joined(separator: "/")
        return try isModel ? modelRoot(id, folder: folder) : runRoot(id, folder: folder)
    }

    private func runRoot(_ id: String, folder: String) throws -> ArtifactRoot? {
        guard try transaction.importMark(ofMLflowRun: id)?.source == report.source,
            let run = try transaction.mlflowRun(id, in: call.name)
        else { return nil }
        return ArtifactRoot(run).appending(folder)
    }

    private func modelRoot(_ id: String, folder: String) throws -> ArtifactRoot? {
        guard try transaction.importMark(ofLoggedModel: id)?.source == report.source,
            let model = try transaction.loggedModel(id, in: call.name)
        else { return nil }
        return ArtifactRoot(model).appending(folder)
    }
}
