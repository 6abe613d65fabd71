import Catalog
import Logging

/// Keeps the index that searches of runs use up to what was written: a search reads the runs that wait one by one, so they should be few.
struct SearchIndexer: Sendable {
    let context: EngineContext

    /// So many runs are indexed by one write, which others wait for.
    private static let batch = 200

    /// Looks every second, until the task is cancelled, and goes on while runs wait.
    func run() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                while try await context.catalog.indexPendingRuns(limit: Self.batch) == Self.batch { await Task.yield() }
            } catch is CancellationError {
                return
            } catch {
                context.logger.warning("runs are not indexed, so searches take longer: \(error)")
            }
        }
    }
}
