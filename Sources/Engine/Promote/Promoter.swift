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

    /// Verifies and stores a change that a person asked for. `hold`, if given, is set in the same transaction.
    func carryOut(_ change: ChampionChange, hold: Hold? = nil) async throws -> PromotionReport {
        try await verify(change)
        let now = context.now()
        return try await context.catalog.write { transaction in
            // Going back is what a hold is for; going on is what it forbids.
            if change.kind != .rollback { try transaction.refuseIfHeld(change.project, change.environment) }
            let champion = try transaction.champion(of: change.model, in: change.workspace)
            guard champion == change.expectedChampion else {
                throw EngineError(
                    .conflict,
                    "the champion of '\(change.environment)' changed meanwhile to version "
                        + "\(champion.map(String.init) ?? "none"); look at it and ask again")
            }
            guard champion != change.version else {
                throw EngineError(
                    .conflict, "version \(change.version) is the champion of '\(change.environment)' already")
            }
            let promotion = try transaction.storeChampion(change, at: now)
            if let hold {
                try transaction.setHold(hold, project: change.project, environment: change.environment)
            }
            return promotion
        }
    }
}
