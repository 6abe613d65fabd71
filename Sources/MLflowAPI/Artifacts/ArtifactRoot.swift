internal import Artifacts
package import Catalog
internal import Promotion

/// Where the files of a run or a logged model are, as a URI for clients: `mlflow-artifacts:/7/<run>/artifacts` or
/// `mlflow-artifacts:/7/models/<model>/artifacts`, with a folder below it where one is meant. Ids are global, so the workspace is not
/// in it; who may go there is decided by the owner.
package struct ArtifactRoot: Hashable, Sendable {
    package let owner: ArtifactOwner
    let experimentID: Int64
    /// Below `artifacts/`, without slashes at its ends; empty for the root itself. A checked artifact path if not empty.
    package let folder: String

    private init(owner: ArtifactOwner, experimentID: Int64, folder: String) {
        self.owner = owner
        self.experimentID = experimentID
        self.folder = folder
    }

    /// The root of a run's files.
    init(_ run: MLflowRun) {
        self.init(owner: .run(id: run.id), experimentID: run.experimentID, folder: "")
    }

    /// The root of a logged model's files.
    init(_ model: LoggedModel) {
        self.init(owner: .model(id: model.id), experimentID: model.experimentID, folder: "")
    }

    /// Reads what `uri` gives; nil for anything else, also with a host, a query, or percent signs that mean another path.
    package init?(uri: String) {
        let scheme = "mlflow-artifacts:/"
        guard uri.hasPrefix(scheme), !uri.contains(where: { "?#%".contains($0) }) else { return nil }
        self.init(path: String(uri.dropFirst(scheme.count)))
    }

    /// Reads the part after the scheme, already decoded. A slash at the end does not count.
    init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        if parts.last == "" { parts.removeLast() }
        guard let first = parts.popFirst(), let experiment = Int64(first), String(experiment) == first else {
            return nil
        }
        let isModel = parts.first == "models"
        if isModel { parts.removeFirst() }
        guard let id = parts.popFirst(), !id.isEmpty, parts.popFirst() == "artifacts" else { return nil }
        let root = ArtifactRoot(
            owner: isModel ? .model(id: String(id)) : .run(id: String(id)), experimentID: experiment, folder: "")
        guard let whole = root.appending(parts.joined(separator: "/")) else { return nil }
        self = whole
    }

    /// What clients are given.
    package var uri: String {
        let owned =
            switch owner {
            case .run(let id): id
            case .model(let id): "models/\(id)"
            }
        return "mlflow-artifacts:/\(experimentID)/\(owned)/artifacts" + (folder.isEmpty ? "" : "/\(folder)")
    }

    /// A folder or file below; nil if `path` is no artifact path. An empty one is the place itself.
    func appending(_ path: String) -> ArtifactRoot? {
        guard !path.isEmpty else { return self }
        guard let checked = ArtifactPath(rawValue: path), Self.isSafe(path) else { return nil }
        return ArtifactRoot(
            owner: owner, experimentID: experimentID,
            folder: folder.isEmpty ? checked.rawValue : "\(folder)/\(checked.rawValue)")
    }
}
