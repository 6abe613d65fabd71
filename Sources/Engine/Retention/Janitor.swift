import Catalog
import Foundation
import Logging
import Promotion

/// Removes what is kept no longer: the logs of runs that ended longer ago than `retention.logs`, and the bytes of artifacts to which
/// nothing has referred for `retention.unreferencedArtifacts`, and entries of the audit trail older than `retention.audit`. What the catalog knows stays.
struct Janitor: Sendable {
    let context: EngineContext

    /// Looks at logs every ten minutes and at artifacts every hour, until the task is cancelled.
    func run() async {
        async let logs: Void = repeating("old logs", first: 0, every: 600) {
            for id in try await expiredLogs() { try await remove(id) }
        }
        // Not at once: a server that just started has more urgent work.
        async let artifacts: Void = repeating("unreferenced artifacts", first: 60, every: 3600) {
            try await collectArtifacts()
        }
        async let audit: Void = repeating("old entries of the audit trail", first: 30, every: 3600) {
            try await removeAudit()
        }
        _ = await (logs, artifacts, audit)
    }

    /// Runs `work` again and again; times are seconds. A failure is told, and waits for the next turn.
    private func repeating(
        _ what: String, first: Int, every pause: Int, _ work: @Sendable () async throws -> Void
    ) async {
        var wait = first
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(wait))
                wait = pause
                try await work()
            } catch is CancellationError {
                return
            } catch {
                context.logger.warning("\(what) are not removed: \(error)")
            }
        }
    }

    /// Some at a time, so that no other write waits long.
    private func removeAudit() async throws {
        let kept = Int64(context.settings.retention.auditSeconds * 1000)
        let limit = Timestamp(milliseconds: context.now().milliseconds - kept)
        while try await context.catalog.write({ try $0.deleteAudit(before: limit, limit: 1000) }) > 0 {
            try Task.checkCancellation()
        }
    }

    private func collectArtifacts() async throws {
        let collector = ArtifactCollector(
            catalog: context.catalog, store: context.artifacts,
            grace: context.settings.retention.unreferencedArtifactSeconds, now: context.now)
        let outcome = try await collector.collect()
        guard outcome.removedCount > 0 || outcome.unfinishedCount > 0 else { return }
        context.logger.info(
            "unreferenced artifacts are removed",
            metadata: [
                "removed": "\(outcome.removedCount)", "bytes": "\(outcome.removedSize)",
                "unfinished": "\(outcome.unfinishedCount)", "kept": "\(outcome.objectCount - outcome.removedCount)",
            ])
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
