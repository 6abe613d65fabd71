import Catalog
import Logging

/// Keeps the index that searches of runs use up to what was written: a search reads the runs that wait one by one, so they should be few.
///
/// Other writes wait for each of its own, so those are short, and there is more time between them than in them. What comes faster than
/// that is indexed when it has become quiet.
struct SearchIndexer: Sendable {
    let context: EngineContext

    /// How long one write should take.
    private static let target = Duration.milliseconds(40)
    private static let limits = 20...4000

    /// Looks every second, until the task is cancelled, and goes on while runs wait.
    func run() async {
        var limit = 200
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                while let took = try await index(&limit) { try await Task.sleep(for: took * 3) }
            } catch is CancellationError {
                return
            } catch {
                context.logger.warning("runs are not indexed, so searches take longer: \(error)")
            }
        }
    }

    /// Indexes up to `limit` runs, corrects it by the time that they took, and gives that time; nil if none wait any more.
    private func index(_ limit: inout Int) async throws -> Duration? {
        let clock = ContinuousClock()
        let began = clock.now
        let indexed = try await context.catalog.indexPendingRuns(limit: limit)
        let took = clock.now - began
        guard indexed == limit else { return nil }
        // At most by half or double at once: a write that had to wait for others says little of the next.
        let fitting = Int(Double(limit) * min(max(Self.target / took, 0.5), 2))
        limit = min(max(fitting, Self.limits.lowerBound), Self.limits.upperBound)
        return took
    }
}
