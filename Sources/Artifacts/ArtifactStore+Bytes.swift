package import Promotion

extension ArtifactStore {
    /// All bytes of an object in one array, after making sure that they are those of its digest. Throws `tooLarge` if there are more than
    /// `limit`, and what `verify` throws if they are not what was stored.
    package func verifiedBytes(of digest: Digest, limit: Int64) async throws(ArtifactError) -> [UInt8] {
        let reader = try await open(digest)
        guard reader.size <= limit else {
            throw ArtifactError(
                .tooLarge, operation: "reading an artifact",
                "artifact '\(digest)' has \(reader.size) bytes, and at most \(limit) are read here", digest: digest)
        }
        let bytes = try await reader.read(0..<reader.size)
        var hasher = ContentHasher()
        hasher.update(bytes)
        guard hasher.digest == digest else {
            throw ArtifactError(
                .changed, operation: "reading an artifact",
                "artifact '\(digest)' is damaged: its bytes now have another digest; restore it from a backup",
                digest: digest)
        }
        return bytes
    }
}
