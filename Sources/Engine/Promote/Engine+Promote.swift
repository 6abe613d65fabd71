import Catalog
package import Promotion

extension Engine {
    /// Makes a version champion for a person's reason: the candidate of a run that waits for approval, or a version that its gate let
    /// through before, by itself or by an override, and whose approvals stand or are completed by this. Every other wish is `refused`,
    /// with what the gate said. `lendingWord` says whether the promoter's word may stand for an approval that is missing. A dry run is
    /// refused where the real one would be, and stores nothing.
    package func promote(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: PromoteRequest, by actor: Actor,
        lendingWord: Bool = true
    ) async throws -> PromotionReport {
        _ = try await self.environment(environment, of: project)
        try await context.catalog.read { try $0.refuseIfHeld(project, environment) }
        let (run, gate, digest) = try await decision(about: request, project, environment)
        guard let model = run.pinned?.pipeline.model else { throw EngineError(.broken, "\(run.id) has nothing pinned") }
        let waits = run.state.status == .awaitingApproval && run.state.candidate == gate.candidate
        let change = ChampionChange(
            project: project, environment: environment, model: model, version: gate.candidate,
            expectedChampion: waits
                ? run.state.champion : try await champion(model, project, environment), kind: .person,
            by: actor.recorded, asker: actor, reason: request.reason, run: run.id, recordedDigest: digest)
        let isDry = request.dryRun == true
        let promotion = try await carryOut(
            change, of: run, by: lendingWord ? actor : nil, waits: waits, isDry: isDry)
        if isDry { return promotion }
        if waits { await reconcilers.driveRun(run.id) }
        await reconcilers.wake(project)
        return promotion
    }

    private func decision(
        about request: PromoteRequest, _ project: ProjectName, _ environment: EnvironmentName
    ) async throws -> (RunRecord, GateReport, Digest) {
        try await context.catalog.read { transaction in
            let version = try transaction.versionMeant(by: request, project, environment)
            guard
                let (gate, id, digest) = try transaction.gateDecision(
                    about: version, of: request.model, project: project, environment: environment),
                let run = try transaction.run(id)
            else {
                throw EngineError(
                    .refused,
                    "no gate of '\(environment)' ever decided about version \(version); only a run brings it there")
            }
            return (run, gate, digest)
        }
    }

    private func carryOut(
        _ change: ChampionChange, of run: RunRecord, by approver: Actor?, waits: Bool, isDry: Bool
    ) async throws -> PromotionReport {
        let asked = context.now()
        let before = try await context.catalog.read { try $0.promotionCase(of: run, at: asked) }
        let signatures = if let before { try await SignatureCheck(before, context: context) } else { SignatureCheck() }
        return try await Promoter(context: context).carryOut(change, isDry: isDry) { transaction, change, now in
            guard let run = try transaction.run(run.id), let given = try transaction.promotionCase(of: run, at: now)
            else { throw EngineError(.broken, "\(run.id) cannot be promoted: it has no candidate") }
            try transaction.refuseUnlessLetThrough(given, signatures, at: now)
            try transaction.completeApprovals(
                of: given, by: approver, change.reason, signatures, asked: asked, at: now)
            change.warning = given.warning(given.decision(signatures, at: now), at: now)
            guard waits else { return }
            guard given.isOfTip else {
                throw EngineError(
                    .refused, "\(run.ref.shown.quotedForMessage) has moved on, and approvals are for its tip")
            }
            var state = run.state
            guard state.approved() == .changed, state.promotionStored() == .changed else {
                throw EngineError(.conflict, "\(run.id) is \(run.state.status.rawValue) by now")
            }
            try transaction.updateRun(run.id, state: state, at: now)
        }
    }
}

extension CatalogTransaction {
    /// Throws `refused`, with what the gate said, unless it let the version through or people overrode what stood in the way.
    fileprivate func refuseUnlessLetThrough(
        _ given: PromotionCase, _ signatures: SignatureCheck, at now: Timestamp
    ) throws {
        let (run, version) = (given.run, given.question.subject.version)
        let decision = given.decision(signatures, at: now)
        guard decision.verdict.allowsPromotion else {
            throw EngineError(
                .refused,
                "the gate of '\(run.environment)' did not let version \(version) through: "
                    + decision.objections.joined(separator: "; "))
        }
        try refuseUnlessTimely(given, decision, at: now)
        let wasChampion = try wasChampion(version, of: given.model, run.project, run.environment)
        guard given.isGateCurrent else {
            let way =
                wasChampion
                ? "'sluice rollback --env \(run.environment) --to \(version)' brings an earlier champion back"
                : "'sluice run --env \(run.environment)' has it judged by the gate of now"
            throw EngineError(
                .refused,
                "the gate of '\(run.environment)' is another one since it decided about version \(version); \(way)")
        }
        if wasChampion { return }
        try refuseIfRejected(run.id)
        try refuseUnlessComparedWithChampion(given, decision)
        // An approval is for the tip that somebody looked at.
        guard run.state.status != .superseded else {
            throw EngineError(
                .refused,
                "\(run.id) was superseded (\(run.state.reason)), and an approval of it is void; "
                    + "'sluice plan' shows what runs instead")
        }
    }

    /// Takes the promoter's word as an approval where one is missing and theirs would count, and throws `refused`, with what is missing
    /// then, if it is not enough. A version that was champion before had its approvals.
    fileprivate func completeApprovals(
        of given: PromotionCase, by approver: Actor?, _ reason: String, _ signatures: SignatureCheck, asked: Timestamp,
        at now: Timestamp
    ) throws {
        guard given.question.required > 0,
            try !wasChampion(given.question.subject.version, of: given.model, given.run.project, given.run.environment)
        else { return }
        let tally = given.tally(signatures, at: now)
        if tally.isSatisfied { return }
        guard let actor = approver else { throw EngineError(.refused, "\(given.run.id) \(tally.sentence)") }
        let statement = ApprovalStatement(
            subject: given.question.subject, by: actor.name,
            time: try StepUp(now: asked).time(of: nil, at: nil, by: actor))
        let word = Approval(
            id: .max, statement: statement, kind: actor.kind, evidence: actor.evidence, groups: actor.groups,
            reason: reason)
        if let objection = given.objection(to: word, signatures, at: now) {
            throw EngineError(
                .refused,
                "\(given.run.id) \(tally.sentence); your own word does not count: \(objection)"
            )
        }
        let missing = given.adding(word).tally(signatures, at: now)
        guard missing.isSatisfied else {
            throw EngineError(.refused, "\(given.run.id), your word counted, still \(missing.sentence)")
        }
        _ = try insertApproval(word, by: actor)
    }

    fileprivate func wasChampion(
        _ version: Int, of model: ModelName, _ project: ProjectName, _ environment: EnvironmentName
    ) throws -> Bool {
        let count: Int? = try value(
            """
            SELECT COUNT(*) FROM promotions WHERE project = \(project) AND environment = \(environment)
            AND model = \(model) AND version = \(version)
            """)
        return (count ?? 0) > 0
    }

    /// The version that a request means: the one it names, its run's candidate, or the newest that the gate let through.
    func versionMeant(
        by request: PromoteRequest, _ project: ProjectName, _ environment: EnvironmentName
    ) throws -> Int {
        if let version = request.version { return version }
        if let id = request.run {
            guard let run = try run(id), run.project == project, run.environment == environment else {
                throw Engine.noRun(id)
            }
            guard let candidate = run.state.candidate else {
                throw EngineError(.refused, "run \(id) has proposed no version")
            }
            return candidate
        }
        let newest: Int? = try value(
            """
            SELECT d.candidate FROM gate_decisions d JOIN runs r ON r.id = d.run
            WHERE d.project = \(project) AND d.environment = \(environment) AND d.verdict = 'Passed'
            \(sql: request.model.map { "AND r.model = \($0)" } ?? "") ORDER BY d.decided_at DESC LIMIT 1
            """)
        guard let newest else {
            throw EngineError(.refused, "the gate of '\(environment)' has let no version through yet")
        }
        return newest
    }
}
