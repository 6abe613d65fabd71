package import Promotion

/// Removing objects that nothing refers to any more. The store does not know what refers to an object: the caller looks.
///
/// An upload shares the lock of its folder from before its object is there until what refers to it is written down; the collector
/// looks for the last time, and removes, while it has that lock alone. So what was uploaded before is seen, and what is uploaded
/// after is there afterwards. A reader that has an object open goes on reading it.
extension ArtifactStore {
    /// How many folders the objects are spread over, by the first two digits of their digests.
    package static let shardCount = 256

    /// The objects of one folder, from 0 to 255.
    package func objects(inShard shard: UInt8) async throws(ArtifactError) -> [Digest] {
        let folders = folders
        return try await collectorThread.run { () throws(ArtifactError) in try folders.objects(inShard: shard) }
    }

    /// Removes those objects of one folder that were stored before `limit` and that `references` does not give back; says which.
    ///
    /// `candidates` are digests of that folder. `references` is asked once while nothing can be stored in the folder: keep it short.
    /// An empty answer also means that an upload was under way there; ask again later.
    package func removeUnreferenced(
        _ candidates: [Digest], inShard shard: UInt8, storedBefore limit: Timestamp,
        references: @Sendable ([Digest]) async throws -> Set<Digest>
    ) async throws -> [StoredObject] {
        let folders = folders
        // On a thread of its own: uploads that wait for the lock may take all of the others.
        let hold = try await collectorThread.run { () throws(ArtifactError) in try folders.holdAlone(shard: shard) }
        guard let hold else { return [] }
        defer { withExtendedLifetime(hold) {} }
        let referenced = try await references(candidates)
        let garbage = candidates.filter { !referenced.contains($0) }
        return try await collectorThread.run { () throws(ArtifactError) in
            try folders.removeObjects(garbage, storedBefore: limit.milliseconds)
        }
    }

    /// Removes what uploads of processes that are gone left unfinished; says how many there were.
    @discardableResult
    package func sweepUnfinishedUploads() async throws(ArtifactError) -> Int {
        let folders = folders
        return try await collectorThread.run { () throws(ArtifactError) in try folders.sweepIncoming() }
    }
}
