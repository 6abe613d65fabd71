import Catalog
import Foundation
import Logging
import Promotion

/// Removes what is kept no longer: the logs of runs that ended longer ago than `retention.logs`. What the catalog knows of them stays.
struct Janitor: Sendable {
    let context: EngineContext

    /// Looks every ten minutes, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                for id in try await expiredLogs() { try await remove(id) }
                try await Task.sleep(for: .seconds(600))
            } catch is CancellationError {
                return
            } catch {
                context.logger.warning("old logs are not removed: \(error)")
                try? await Task.sleep(for: .seconds(600))
            }
        }
    }

    /// The runs whose logs have been kept long enough.
    func expiredLogs() async throws -> [RunID] {
        let home = context.home
        let names = try await FileWork.run { try FileManager.default.contentsOfDirectory(atPath: home.attemptsPath) }
        let kept = Int64(context.settings.retention.logSeconds * 1000)
        let limit = Timestamp(milliseconds: context.now().milliseconds - kept)
        return try await context.catalog.read { transaction in
            try names.compactMap(RunID.init(rawValue:)).filter { id in
                guard let finished = try transaction.run(id)?.finished else { return false }
                return finished < limit
            }
        }
    }

    private func remove(_ id: RunID) async throws {
        let folder = "\(context.home.attemptsPath)/\(id)"
        try await FileWork.run { try FileManager.default.removeItem(atPath: folder) }
    }
}
