import Catalog
import Promotion

/// Checks what must hold before a champion changes, and changes it for people: promotions by hand and rollbacks.
struct Promoter: Sendable {
    let context: EngineContext

    /// Every byte of the version is what it was when the gate decided about it. Otherwise `refused`, naming version and file.
    func verify(_ change: ChampionChange) async throws(EngineError) {
        let what = "version \(change.version) of '\(change.model)' in '\(change.environment)'"
        try await refuseIfImported(change, what)
        let files: ModelFiles?
        do {
            files = try await context.catalog.read { transaction in
                guard
                    let version = try transaction.modelVersion(
                        Int64(change.version), of: change.model.rawValue, in: change.workspace)
                else { return nil }
                return try ModelFiles(of: version, in: transaction)
            }
        } catch {
            throw EngineError(.broken, "\(error)")
        }
        guard let files else { throw EngineError(.refused, "\(what) has no files any more, so it is not promoted") }
        guard files.digest == change.recordedDigest else {
            throw EngineError(
                .refused,
                "\(what) is not what the gate judged: its files had the digest \(change.recordedDigest.short) and now "
                    + "have \(files.digest.short), so it is not promoted")
        }
        do throws(EngineError) {
            try await files.verify(in: context.artifacts)
        } catch {
            throw EngineError(.refused, "\(what) is damaged, so it is not promoted: \(error.message)")
        }
    }

    /// What was imported was judged by no gate of ours, whatever its number says.
    private func refuseIfImported(_ change: ChampionChange, _ what: String) async throws(EngineError) {
        let mark: ImportMark?
        do {
            mark = try await context.catalog.read { transaction in
                try transaction.importMark(
                    ofVersion: Int64(change.version), of: change.model.rawValue, in: change.workspace)
            }
        } catch {
            throw EngineError(.broken, "\(error)")
        }
        guard let mark else { return }
        throw EngineError(.refused, "\(what) was \(ImportMark.words), from \(mark.source), so it is not promoted")
    }

    /// Verifies and stores a change that a person asked for; `approving` checks and stores what goes with it in the same transaction, by
    /// the time of that. A rollback sets a hold, so that the next run does not undo it. If `isDry`, all of it is undone again.
    func carryOut(
        _ change: ChampionChange, isDry: Bool = false,
        approving: @escaping @Sendable (CatalogTransaction, inout ChampionChange, Timestamp) throws -> Void = {
            _, _, _ in
        }
    ) async throws -> PromotionReport {
        try await verify(change)
        let now = context.now()
        var report = try await context.catalog.write(isDry: isDry) { transaction in
            var change = change
            // Going back is what a hold is for; going on is what it forbids.
            if change.kind != .rollback { try transaction.refuseIfHeld(change.project, change.environment) }
            try transaction.refuseIfBlocked(change)
            try transaction.refuseUnlessUnchanged(change)
            try transaction.refuseUnlessExpected(change)
            try approving(transaction, &change, now)
            var promotion = try transaction.storeChampion(change, at: now)
            if change.kind == .rollback { promotion.hold = try transaction.holdAfterRollback(change, at: now) }
            return promotion
        }
        if isDry { (report.id, report.dryRun) = (0, true) }
        return report
    }
}

extension CatalogTransaction {
    /// Holds the environment for the rollback; the reason of a hold that was there before is kept.
    fileprivate func holdAfterRollback(_ change: ChampionChange, at time: Timestamp) throws -> Hold {
        let before = try holds(of: change.project)[change.environment]
        let also = before.map { "; held before by \($0.by): \($0.reason)" } ?? ""
        let hold = Hold(
            by: change.by, reason: "rolled back to version \(change.version): \(change.reason)\(also)", since: time)
        try setHold(hold, project: change.project, environment: change.environment, for: change.asker)
        return hold
    }
}
