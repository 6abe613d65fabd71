/// A version that must never become champion of an environment again, nor any other version with the same files.
package struct VersionBlock: Hashable, Codable, Sendable {
    package var model: ModelName
    package var version: Int
    /// Of the version's files; nil if it has none.
    package var artifacts: Digest?
    package var by: String
    package var reason: String
    package var time: Timestamp

    package init(
        model: ModelName, version: Int, artifacts: Digest?, by: String, reason: String, time: Timestamp
    ) {
        self.model = model
        self.version = version
        self.artifacts = artifacts
        self.by = by
        self.reason = reason
        self.time = time
    }
}
