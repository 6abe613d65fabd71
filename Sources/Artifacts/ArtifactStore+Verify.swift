package import Promotion

extension ArtifactStore {
    /// Reads all bytes of the object again. It throws `missing`, `notAFile`, `truncated` or `changed`, naming the digest, when they
    /// are not what was stored; `truncated` can only be told from `changed` when `size`, as recorded at upload, is given.
    package func verify(_ digest: Digest, size: Int64? = nil) async throws(ArtifactError) {
        let operation = "verifying an artifact"
        let reader = try await open(digest)
        if let size, reader.size < size {
            throw ArtifactError(
                .truncated, operation: operation,
                "artifact '\(digest)' is damaged: \(reader.size) of its \(size) bytes are left; restore it from a backup",
                digest: digest)
        }
        var hasher = ContentHasher()
        for try await chunk in reader.chunks(size: 4 << 20) { hasher.update(chunk) }
        let found = hasher.digest
        guard found == digest else {
            throw ArtifactError(
                .changed, operation: operation,
                "artifact '\(digest)' is damaged: its bytes now have the digest '\(found)'; restore it from a backup",
                digest: digest)
        }
    }

    /// `verify(_:size:)` with what was recorded at upload.
    package func verify(_ object: StoredObject) async throws(ArtifactError) {
        try await verify(object.digest, size: object.size)
    }

    /// Verifies every object of `manifest`; the first damaged one throws, and the message also names its path.
    package func verify(_ manifest: ArtifactManifest) async throws(ArtifactError) {
        for entry in manifest.entries {
            do throws(ArtifactError) {
                try await verify(entry.object)
            } catch {
                let path = entry.path.rawValue.quotedForMessage
                throw ArtifactError(
                    error.code, operation: error.operation, "\(path): \(error.message)", digest: error.digest,
                    cause: error)
            }
        }
    }
}
