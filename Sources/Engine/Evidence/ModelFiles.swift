import Artifacts
import Catalog
import Promotion

/// The files of a model version, and one digest over all of them.
struct ModelFiles: Sendable {
    let files: [ArtifactFile]
    let digest: Digest
    /// A line for each file, as it is kept of what was registered.
    private let lines: [Substring]

    /// Reads what the catalog says that the version consists of. Nil if it has no files at all.
    init?(of version: ModelVersion, in transaction: CatalogTransaction) throws {
        guard let (owner, folder) = Self.place(of: version) else { return nil }
        files = try transaction.artifactFiles(below: folder, of: owner)
        guard !files.isEmpty else { return nil }
        let manifest = try Self.manifest(of: files, below: folder)
        digest = manifest.digest
        lines = manifest.canonicalText.split(separator: "\n")
    }

    /// The path of a file that was another one, or was not there or was there alone, when the version was registered; nil if all are as
    /// they were then.
    func change(since registered: String) -> String? {
        let change = Set(lines).symmetricDifference(registered.split(separator: "\n")).min()
        return change.map { line in
            String(line.split(separator: " ", maxSplits: 2).last ?? line)
        }
    }

    /// Every byte is read again; the error names the first file that is not what was recorded.
    func verify(in store: ArtifactStore) async throws(EngineError) {
        for file in files {
            do throws(ArtifactError) {
                try await store.verify(file.digest, size: file.size)
            } catch {
                throw EngineError(.refused, "file \(file.path.quotedForMessage): \(error.description)")
            }
        }
    }

    /// Where the version's files hang: at a logged model, or in a folder of a run.
    static func place(of version: ModelVersion) -> (ArtifactOwner, folder: String)? {
        if let model = version.modelID, !model.isEmpty { return (.model(id: model), "") }
        let parts = version.artifactURI.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: true)
        guard parts.count >= 4, parts[0] == "mlflow-artifacts:" else { return nil }
        if parts[2] == "models" { return (.model(id: String(parts[3])), "") }
        guard parts[3] == "artifacts" else { return nil }
        return (.run(id: String(parts[2])), parts.count > 4 ? String(parts[4]) : "")
    }

    /// The same files have the same digest, wherever they hang.
    private static func manifest(
        of files: [ArtifactFile], below folder: String
    ) throws -> ArtifactManifest {
        try ArtifactManifest(
            try files.map { file in
                let path =
                    folder.isEmpty ? file.path : String(Substring(file.path.utf8.dropFirst(folder.utf8.count + 1)))
                return ArtifactManifest.Entry(
                    path: try ArtifactPath(validating: path), object: StoredObject(digest: file.digest, size: file.size)
                )
            })
    }
}
