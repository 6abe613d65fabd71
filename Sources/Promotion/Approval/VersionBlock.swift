/// A version that must never become champion of an environment again, nor any other version with the same files.
package struct VersionBlock: Hashable, Codable, Sendable {
    package var model: ModelName
    package var version: Int
    /// Of the version's files; nil if it has none.
    package var artifacts: Digest?
    package var by: String
    package var reason: String
    package var time: Timestamp
    /// The runs that proposed it and end by it, in the answer to the request; nil everywhere else.
    package var ended: [RunID]?
    /// True if it only tells what would come of a request, and nothing was stored; nil for what happened.
    package var dryRun: Bool?

    package init(
        model: ModelName, version: Int, artifacts: Digest?, by: String, reason: String, time: Timestamp,
        ended: [RunID]? = nil, dryRun: Bool? = nil
    ) {
        self.model = model
        self.version = version
        self.artifacts = artifacts
        self.by = by
        self.reason = reason
        self.time = time
        self.ended = ended
        self.dryRun = dryRun
    }
}
