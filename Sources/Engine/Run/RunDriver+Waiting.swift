import Catalog
import Logging
import Promotion

extension RunDriver {
    /// Sees to it that a run that waits for a time is judged again then. True if the time has come.
    func continueWaiting(until: Timestamp) async -> Bool {
        let left = until.milliseconds - context.now().milliseconds
        guard left > 0 else {
            do {
                try await apply { $0.waitOver() }
                return true
            } catch {
                context.logger.error("run \(id) cannot go on waiting: \(error)")
                wake(after: .seconds(5))
                return false
            }
        }
        // In pieces: clocks are set, and machines sleep.
        wake(after: .milliseconds(min(left, 30_000)))
        return false
    }
}
