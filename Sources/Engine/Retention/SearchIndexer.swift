import Catalog
import Logging

/// Keeps the index that searches of runs use up to what was written: a search reads the runs that wait one by one, so they should be few.
///
/// Many runs at once cost much less than the same one after another, because what lies together in the index is then written together.
/// But other writes wait meanwhile: so what comes in a rush is indexed when the rush is over, or when too much of it waits.
struct SearchIndexer: Sendable {
    let context: EngineContext

    /// How long one write of many runs should take.
    private static let target = Duration.milliseconds(200)
    /// Runs in one write. With 10,000 it would take 50 MB more, and not be quicker.
    private static let batches = 200...1_000
    /// When more runs wait, searches are slow, and writes have to wait too.
    private static let tooMany = 20_000
    /// Writes a second that are a rush.
    private static let rush = 100.0

    /// Looks every second, until the task is cancelled, and goes on while there is something to do.
    func run() async {
        var pace = Pace(context.catalog.writeCount)
        var limit = Self.batches.lowerBound
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                while let took = try await index(&limit, isRush: pace.rate(context.catalog.writeCount) > Self.rush) {
                    try await Task.sleep(for: max(took / 2, .milliseconds(20)))
                }
            } catch is CancellationError {
                return
            } catch {
                context.logger.warning("runs are not indexed, so searches take longer: \(error)")
            }
        }
    }

    /// Indexes up to `limit` runs, corrects it by the time that they took, and gives that time; nil if there is nothing more to do now.
    private func index(_ limit: inout Int, isRush: Bool) async throws -> Duration? {
        if isRush {
            let catalog = context.catalog
            let (isMuch, isTooMuch) = try await catalog.read {
                (
                    try $0.hasUnindexedRuns(moreThan: Self.batches.lowerBound),
                    try $0.hasUnindexedRuns(moreThan: Self.tooMany)
                )
            }
            guard isTooMuch || !isMuch else { return nil }
        }
        let clock = ContinuousClock()
        let began = clock.now
        let indexed = try await context.catalog.indexPendingRuns(limit: limit)
        let took = clock.now - began
        guard indexed == limit else { return nil }
        let fitting = Int(Double(limit) * min(max(Self.target / took, 0.5), 4))
        limit = min(max(fitting, Self.batches.lowerBound), Self.batches.upperBound)
        return took
    }
}

/// How quickly a number grows.
private struct Pace {
    private var count: Int
    private var time = ContinuousClock.now

    init(_ count: Int) { self.count = count }

    /// By how much a second it grew since the last look.
    mutating func rate(_ count: Int) -> Double {
        let now = ContinuousClock.now
        defer { (self.count, time) = (count, now) }
        return Double(count - self.count) / max((now - time) / .seconds(1), 0.001)
    }
}
