import Catalog
import Promotion

extension RunDriver {
    /// The sentence that says who still has to agree to what `gate` let through; nil if nobody. Who had which part in the change is
    /// found out and kept on the way.
    func approvalMissing(_ run: RunRecord, _ gate: GateReport) async throws -> String? {
        guard gate.decision.verdict.allowsPromotion,
            let project = try await context.catalog.read({ try $0.project(run.project) })
        else { return nil }
        let source = try ProjectSource(project, home: context.home)
        let parts = try await ChangeReader(catalog: context.catalog, repository: source.repository).parts(of: run)
        // What was approved before counts where the gate was asked again for the time alone.
        let before = try await context.catalog.read { try $0.promotionCase(of: run, gate: gate, at: gate.time) }
        let signatures = if let before { try await SignatureCheck(before, context: context) } else { SignatureCheck() }
        return try await context.catalog.write { transaction in
            try transaction.setParts(parts, of: run.id)
            return try transaction.promotionCase(of: run, gate: gate, at: gate.time)?
                .obstacle(signatures, at: gate.time)
        }
    }

    /// Verifies the candidate's bytes and makes it champion, unless the environment is held, approvals are missing, or somebody else was
    /// first.
    func promote(_ run: RunRecord) async throws {
        guard let definitions = run.pinned, let candidate = run.state.candidate, let digest = run.candidateDigest else {
            throw EngineError(.broken, "run \(id) has no candidate to promote")
        }
        let change = ChampionChange(
            project: run.project, environment: run.environment, model: definitions.pipeline.model, version: candidate,
            expectedChampion: run.state.champion, kind: .gate, by: "sluice", reason: "the gate passed",
            run: run.id, recordedDigest: digest)
        do throws(EngineError) {
            try await Promoter(context: context).verify(change)
        } catch {
            guard error.code == .refused else { throw error }
            let reason = error.message
            let now = context.now()
            try await context.catalog.write { [id] in try $0.refusePromotion(of: id, reason, at: now) }
            announce()
            return
        }
        try await store(change)
    }

    private func store(_ change: ChampionChange) async throws {
        let (id, now) = (id, context.now())
        let given = try await context.catalog.read { transaction in
            try transaction.run(id).flatMap { try transaction.promotionCase(of: $0, at: now) }
        }
        let signatures = if let given { try await SignatureCheck(given, context: context) } else { SignatureCheck() }
        let changed = try await context.catalog.write { try $0.carryOut(change, for: id, signatures, at: now) }
        if changed { announce() }
    }
}

extension CatalogTransaction {
    /// Moves the run on from promoting, by all that holds at this moment: nothing lies between the check and the flip. False if the run
    /// is not at that any more.
    fileprivate func carryOut(
        _ change: ChampionChange, for id: RunID, _ signatures: SignatureCheck, at now: Timestamp
    ) throws -> Bool {
        guard let run = try run(id), run.state.outstanding == [.promote],
            let given = try promotionCase(of: run, at: now)
        else { return false }
        var state = run.state
        let champion = try champion(of: change.model, in: change.workspace)
        if let hold = try holds(of: change.project)[change.environment] {
            _ = state.promotionHeld("'\(change.environment)' is held by \(hold.by): \(hold.reason)")
        } else if champion != change.expectedChampion {
            _ = state.championChanged(to: champion)
        } else if given.question.required > 0, !given.isGateCurrent {
            try judgeAnew(run, at: now)
            return true
        } else if let obstacle = given.obstacle(signatures, at: now) {
            _ = state.approvalNeeded(obstacle)
        } else if try isOutOfTime(run, given.gate, at: now) {
            _ = state.promotionOutOfTime()
        } else {
            do throws(any Error) {
                try refuseIfBlocked(change)
                try refuseUnlessUnchanged(change)
            } catch {
                guard let refused = error as? EngineError, refused.code == .refused else { throw error }
                try refusePromotion(of: id, refused.message, at: now)
                return true
            }
            _ = try storeChampion(change.explained(by: given, signatures, at: now), at: now)
            _ = state.promotionStored()
        }
        try updateRun(id, state: state, at: now)
        return true
    }

    /// Ends a run whose candidate must not become champion.
    fileprivate func refusePromotion(of id: RunID, _ reason: String, at now: Timestamp) throws {
        _ = try apply({ $0.promotionRefused(.init(.failed, reason)) }, to: id, at: now) { transaction, run in
            try transaction.record(
                .promotionRefused, by: "sluice", at: now, project: run.project, subject: run.id.rawValue,
                details: ["reason": reason])
        }
    }
}

extension ChampionChange {
    /// With the names of those who approved, and what has to be known of it for ever.
    func explained(by given: PromotionCase, _ signatures: SignatureCheck, at now: Timestamp) -> ChampionChange {
        var change = self
        let people = given.tally(signatures, at: now).counted.map(\.statement.by.rawValue)
        if given.question.required > 0, !people.isEmpty {
            change.reason += ", approved by \(people.joined(separator: " and "))"
        }
        change.warning = given.warning(given.decision(signatures, at: now), at: now)
        return change
    }
}
