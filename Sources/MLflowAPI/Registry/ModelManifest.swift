internal import Artifacts
internal import Catalog
internal import Promotion

/// What a version consists of when it is registered.
enum ModelManifest {
    /// The files at the version's place with their digests, by names relative to it. Nil if there are none yet: MLflow lets a version
    /// be registered before its files come.
    static func text(of version: ModelVersion, _ call: Call) throws -> String? {
        guard let place = ArtifactRoot(uri: version.artifactURI) else { return nil }
        let files = try call.transaction.artifactFiles(below: place.folder, of: place.owner)
        guard !files.isEmpty else { return nil }
        let below = place.folder.isEmpty ? 0 : place.folder.utf8.count + 1
        let entries = try files.map { file in
            ArtifactManifest.Entry(
                path: try ArtifactPath(validating: String(Substring(file.path.utf8.dropFirst(below)))),
                object: StoredObject(digest: file.digest, size: file.size))
        }
        return try ArtifactManifest(entries).canonicalText
    }
}
