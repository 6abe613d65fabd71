import Catalog
import Promotion

extension CatalogTransaction {
    /// Throws `refused` if the version, or another one with the same files, was blocked in the environment.
    func refuseIfBlocked(_ change: ChampionChange) throws {
        let block = try block(
            of: change.version, model: change.model, artifacts: change.recordedDigest, project: change.project,
            environment: change.environment)
        guard let block else { return }
        let same = block.version == change.version ? "" : " as version \(block.version), which has the same files,"
        throw EngineError(
            .refused,
            "version \(change.version) of '\(change.model)' is blocked in '\(change.environment)' for ever\(same) by "
                + "\(block.by): \(block.reason)")
    }

    /// Throws `refused` unless the catalog has the same files for the version as when the gate decided about it.
    func refuseUnlessUnchanged(_ change: ChampionChange) throws {
        let version = try modelVersion(Int64(change.version), of: change.model.rawValue, in: change.workspace)
        let digest = try version.flatMap { try ModelFiles(of: $0, in: self) }?.digest
        guard digest != change.recordedDigest else { return }
        throw EngineError(
            .refused,
            "version \(change.version) of '\(change.model)' in '\(change.environment)' is not what the gate judged: its "
                + "files had the digest \(change.recordedDigest.short) and now have \(digest?.short ?? "none"), so it is "
                + "not promoted")
    }

    /// Throws `conflict` unless the champion is still the one that the change is based on.
    func refuseUnlessExpected(_ change: ChampionChange) throws {
        let champion = try champion(of: change.model, in: change.workspace)
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
    }

    /// Throws `refused` if the gate compared the candidate with another champion than there is now. `decision` has the overrides that count:
    /// whoever overrode a comparison has taken it on themselves.
    func refuseUnlessComparedWithChampion(_ given: PromotionCase, _ decision: GateDecision) throws {
        let run = given.run
        let champion = try champion(of: given.model, in: run.workspace)
        guard let gate = run.pinned?.policy.gate, decision.champion != champion else { return }
        let overridden = Set(decision.checks.filter { $0.verdict == .overridden }.compactMap(\.path))
        let compares = gate.checks.enumerated().contains { index, check in
            check.severity == .required && !overridden.contains(CheckPath().part(index))
                && GatePolicy(checks: [check]).comparesWithChampion
        }
        guard compares else { return }
        func name(_ version: Int?) -> String { version.map { "version \($0)" } ?? "none" }
        throw EngineError(
            .refused,
            "the gate of '\(run.environment)' decided about version \(given.question.subject.version) beside the champion of "
                + "then (\(name(decision.champion))), and the champion is \(name(champion)) by now; "
                + "'sluice run --env \(run.environment)' has it judged beside that")
    }
}
