import Catalog
import Logging

/// Keeps the index that searches of runs use up to what was written: a search reads the runs that wait one by one, so they should be few.
struct SearchIndexer: Sendable {
    let context: EngineContext

    /// So many runs are indexed by one write, which others wait for.
    private static let batch = 200
    /// When more runs wait than that, as after an import, each write takes more of them: what lies together in the index is then written
    /// at once.
    private static let backlog = 5000

    /// Looks every second, until the task is cancelled, and goes on while runs wait.
    func run() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                while try await indexBatch() { await Task.yield() }
            } catch is CancellationError {
                return
            } catch {
                context.logger.warning("runs are not indexed, so searches take longer: \(error)")
            }
        }
    }

    /// Whether there may be more.
    private func indexBatch() async throws -> Bool {
        let isBehind = try await context.catalog.read { try $0.hasUnindexedRuns(moreThan: Self.backlog) }
        let limit = isBehind ? Self.backlog : Self.batch
        return try await context.catalog.indexPendingRuns(limit: limit) == limit
    }
}
