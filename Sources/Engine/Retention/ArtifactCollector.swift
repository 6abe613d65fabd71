package import Artifacts
package import Catalog
package import Promotion

/// Removes stored artifacts that nothing refers to any more: mark and sweep, one of the store's 256 folders after the other.
///
/// An object goes if two looks at least `grace` apart found no reference, its bytes came longer ago than that, and the last look, which
/// no upload can get between, finds none either; see `ArtifactStore.removeUnreferenced`. Bytes whose owner is only marked as deleted
/// are referred to, since it can be restored.
package struct ArtifactCollector: Sendable {
    /// What one look found and did.
    package struct Outcome: Hashable, Sendable {
        /// Objects in the store.
        package var objectCount = 0
        /// Objects without a reference, those removed not counted.
        package var unreferencedCount = 0
        package var removedCount = 0
        /// Bytes of the removed ones.
        package var removedSize: Int64 = 0
        /// Leftovers of uploads that a process which is gone had begun.
        package var unfinishedCount = 0
    }

    /// How many digests are asked about at once; bounds how long an upload may have to wait.
    private static let batchSize = 500

    private let catalog: Catalog
    private let store: ArtifactStore
    /// Milliseconds.
    private let grace: Int64
    private let now: @Sendable () -> Timestamp

    /// `grace` is in seconds; with 0, an object goes at the second look that finds no reference.
    package init(
        catalog: Catalog, store: ArtifactStore, grace: Double, now: @escaping @Sendable () -> Timestamp
    ) {
        self.catalog = catalog
        self.store = store
        self.grace = Int64(grace * 1000)
        self.now = now
    }

    /// One look at the whole store. What it could not do, because an upload was under way, is left to the next.
    package func collect() async throws -> Outcome {
        var outcome = Outcome()
        outcome.unfinishedCount = try await store.sweepUnfinishedUploads()
        for shard in 0..<ArtifactStore.shardCount {
            try Task.checkCancellation()
            try await collect(shard: UInt8(shard), &outcome)
        }
        return outcome
    }

    private func collect(shard: UInt8, _ outcome: inout Outcome) async throws {
        let stored = try await store.objects(inShard: shard)
        let prefix = (shard < 16 ? "0" : "") + String(shard, radix: 16)
        let noted = try await catalog.read { try $0.unreferencedObjects(withPrefix: prefix) }
        guard !stored.isEmpty || !noted.isEmpty else { return }
        let referenced = try await referenced(among: stored)
        let unreferenced = stored.filter { !referenced.contains($0) }
        outcome.objectCount += stored.count
        outcome.unreferencedCount += unreferenced.count
        try await note(Set(unreferenced), noted: noted)

        let limit = Timestamp(milliseconds: now().milliseconds - grace)
        // With no grace at all, what came within this millisecond may go.
        let expired = unreferenced.filter { digest in noted[digest].map { $0 <= limit } ?? false }
        let storedBefore = Timestamp(milliseconds: limit.milliseconds + 1)
        var removed: [StoredObject] = []
        for batch in expired.batches(of: Self.batchSize) {
            removed += try await store.removeUnreferenced(batch, inShard: shard, storedBefore: storedBefore) { asked in
                try await catalog.read { try $0.referencedObjects(among: asked) }
            }
        }
        guard !removed.isEmpty else { return }
        outcome.unreferencedCount -= removed.count
        outcome.removedCount += removed.count
        outcome.removedSize += removed.reduce(0) { $0 + $1.size }
        let gone = removed.map(\.digest)
        try await catalog.write { try $0.forgetUnreferenced(gone) }
    }

    private func referenced(among digests: [Digest]) async throws -> Set<Digest> {
        var found: Set<Digest> = []
        for batch in digests.batches(of: Self.batchSize) {
            found.formUnion(try await catalog.read { try $0.referencedObjects(among: batch) })
        }
        return found
    }

    /// Brings what is noted in line with what was found; writes nothing where nothing changed.
    private func note(_ unreferenced: Set<Digest>, noted: [Digest: Timestamp]) async throws {
        let new = unreferenced.filter { noted[$0] == nil }
        let former = noted.keys.filter { !unreferenced.contains($0) }
        guard !new.isEmpty || !former.isEmpty else { return }
        let time = now()
        try await catalog.write { transaction in
            try transaction.noteUnreferenced(new, at: time)
            try transaction.forgetUnreferenced(former)
        }
    }
}

extension Array {
    /// The elements in order, in arrays of at most `size`.
    fileprivate func batches(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
