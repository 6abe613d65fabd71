package import Promotion

/// A file name under a run or a logged model, and which stored bytes it stands for.
package struct ArtifactFile: Hashable, Sendable {
    /// Slash-separated, relative to the owner's root.
    package var path: String
    package var digest: Digest
    /// In bytes.
    package var size: Int64

    package init(path: String, digest: Digest, size: Int64) {
        self.path = path
        self.digest = digest
        self.size = size
    }
}

/// Whose files they are.
package enum ArtifactOwner: Hashable, Sendable {
    case run(id: String)
    case model(id: String)

    /// The id of the run or the logged model.
    package var id: String {
        switch self {
        case .run(let id), .model(let id): id
        }
    }

    var kind: String {
        switch self {
        case .run: "run"
        case .model: "model"
        }
    }
}
