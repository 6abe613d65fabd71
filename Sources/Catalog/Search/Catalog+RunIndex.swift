extension Catalog {
    /// Indexes up to `limit` of the runs that were written since they were indexed last, and gives how many it were.
    ///
    /// Searches find every acknowledged write without it, by reading the runs that wait; it keeps those few. Call it from a loop, and
    /// in between when many wait. It is a write like any other: a few hundred runs take some milliseconds of the writer.
    @discardableResult
    package func indexPendingRuns(limit: Int) async throws -> Int {
        // Most looks find nothing, and then the writer is left alone.
        guard try await read({ try $0.hasUnindexedRuns(moreThan: 0) }) else { return 0 }
        return try await write { try $0.indexPendingRuns(limit: limit) }
    }
}
