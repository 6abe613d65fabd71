import Catalog
package import Promotion

extension Engine {
    /// Makes a version champion for a person's reason: the candidate of a run that waits for approval, or a version whose gate passed
    /// before, and whose approvals stand or are given by this. Every other wish is `refused`, with what the gate said.
    package func promote(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: PromoteRequest, by actor: String
    ) async throws -> PromotionReport {
        _ = try await self.environment(environment, of: project)
        try await refuseIfHeld(project, environment)
        let decided = try await decision(about: request, project, environment)
        if decided.run.state.status == .awaitingApproval, decided.run.state.candidate == decided.gate.candidate {
            return try await approve(decided.run, request, by: actor)
        }
        guard decided.gate.decision.verdict.allowsPromotion else {
            let why = decided.gate.decision.objections.joined(separator: "; ")
            throw EngineError(
                .refused,
                "the gate of '\(environment)' did not let version \(decided.gate.candidate) through: \(why)")
        }
        try await refuseUnlessApproved(decided, project, environment)
        let change = ChampionChange(
            project: project, environment: environment, model: decided.model, version: decided.gate.candidate,
            expectedChampion: try await champion(decided.model, project, environment), kind: .person, by: actor,
            reason: request.reason, run: decided.run.id, recordedDigest: decided.digest)
        let promotion = try await Promoter(context: context).carryOut(change)
        await reconcilers.wake(project)
        return promotion
    }

    private struct Decided: Sendable {
        let gate: GateReport
        let run: RunRecord
        let digest: Digest
        let model: ModelName
    }

    private func decision(
        about request: PromoteRequest, _ project: ProjectName, _ environment: EnvironmentName
    ) async throws -> Decided {
        try await context.catalog.read { transaction in
            let version = try transaction.versionMeant(by: request, project, environment)
            guard
                let (gate, id, digest) = try transaction.gateDecision(
                    about: version, of: request.model, project: project, environment: environment),
                let run = try transaction.run(id), let model = run.pinned?.pipeline.model
            else {
                throw EngineError(
                    .refused,
                    "no gate of '\(environment)' ever decided about version \(version); only a run brings it there")
            }
            return Decided(gate: gate, run: run, digest: digest, model: model)
        }
    }

    /// A gate that passed is not all: what the policy asks of people, when the run was made or by now, is asked here too, unless the
    /// version was champion before and so had its approvals.
    private func refuseUnlessApproved(
        _ decided: Decided, _ project: ProjectName, _ environment: EnvironmentName
    ) async throws {
        let wasChampion = try await context.catalog.read { transaction in
            try transaction.wasChampion(decided.gate.candidate, of: decided.model, project, environment)
        }
        guard !wasChampion else { return }
        // An approval is for the tip that somebody looked at.
        guard decided.run.state.status != .superseded else {
            throw EngineError(
                .refused,
                "\(decided.run.id) was superseded (\(decided.run.state.reason)), and an approval of it is void; "
                    + "'sluice plan' shows what runs instead")
        }
        let now = try await self.environment(environment, of: project).environment.approvals
        for policy in [decided.run.pinned?.policy.approvals, now].compactMap(\.self) {
            try refuseUnlessOneMaySay(policy, about: decided.run.id)
        }
    }

    private func refuseUnlessOneMaySay(_ policy: ApprovalPolicy, about run: RunID) throws(EngineError) {
        guard policy.required <= 1, policy.from.isEmpty, policy.exclude.isEmpty else {
            throw EngineError(
                .refused,
                "\(run) needs \(policy.required) approval\(policy.required == 1 ? "" : "s") with conditions on who gives "
                    + "them, and this server knows only its administrator")
        }
    }

    /// Takes a person's word as the approval that a run waits for.
    private func approve(
        _ run: RunRecord, _ request: PromoteRequest, by actor: String
    ) async throws -> PromotionReport {
        try refuseUnlessOneMaySay(run.pinned?.policy.approvals ?? ApprovalPolicy(), about: run.id)
        guard let candidate = run.state.candidate, let digest = run.candidateDigest,
            let model = run.pinned?.pipeline.model
        else { throw EngineError(.broken, "run \(run.id) waits for an approval of nothing") }
        let change = ChampionChange(
            project: run.project, environment: run.environment, model: model, version: candidate,
            expectedChampion: run.state.champion, kind: .person, by: actor, reason: request.reason, run: run.id,
            recordedDigest: digest)
        try await Promoter(context: context).verify(change)
        let now = context.now()
        let promotion = try await context.catalog.write { transaction -> PromotionReport in
            guard let current = try transaction.run(run.id) else { throw Self.noRun(run.id) }
            var state = current.state
            guard state.approved() == .changed else {
                throw EngineError(.conflict, "run \(run.id) is \(current.state.status.rawValue) by now")
            }
            try transaction.refuseIfHeld(run.project, run.environment)
            guard try transaction.champion(of: model, in: change.workspace) == change.expectedChampion else {
                throw EngineError(.conflict, "the champion changed since the gate judged; start the run again")
            }
            try transaction.record(
                .approved, by: actor, at: now, project: run.project, subject: run.id.rawValue,
                details: ["reason": request.reason, "artifacts": digest.rawValue])
            let promotion = try transaction.storeChampion(change, at: now)
            _ = state.promotionStored()
            try transaction.updateRun(run.id, state: state, at: now)
            return promotion
        }
        await reconcilers.driveRun(run.id)
        await reconcilers.wake(run.project)
        return promotion
    }

    /// Brings an earlier champion back, and holds the environment so that the next run does not undo it.
    package func rollback(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: RollbackRequest, by actor: String
    ) async throws -> PromotionReport {
        _ = try await self.environment(environment, of: project)
        let history = try await context.catalog.read {
            try $0.promotions(project: project, environment: environment, model: request.model, limit: 1000)
        }
        guard let latest = history.first else {
            throw EngineError(.refused, "'\(environment)' has never had a champion, so there is none to go back to")
        }
        // What brought the champion for good, not an earlier rollback: going back twice goes back further.
        let arrival = history.first {
            $0.version == latest.version && $0.model == latest.model && $0.kind != .rollback
        }
        guard let target = request.to ?? arrival?.replaced else {
            throw EngineError(
                .refused, "version \(latest.version) is the first champion of '\(environment)': there is none before it"
            )
        }
        guard let earlier = history.first(where: { $0.version == target && $0.model == latest.model }) else {
            let known = Set(history.filter { $0.model == latest.model }.map(\.version)).sorted().map(String.init)
                .joined(separator: ", ")
            throw EngineError(
                .refused, "version \(target) was never champion of '\(environment)'; those that were: \(known)")
        }
        let change = ChampionChange(
            project: project, environment: environment, model: latest.model, version: target,
            expectedChampion: try await champion(latest.model, project, environment), kind: .rollback, by: actor,
            reason: request.reason, run: earlier.run, recordedDigest: earlier.artifactDigest)
        let hold = Hold(by: actor, reason: "rolled back to version \(target): \(request.reason)", since: context.now())
        let promotion = try await Promoter(context: context).carryOut(change, hold: hold)
        await reconcilers.wake(project)
        return promotion
    }

    /// Pins an environment: nothing begins in it and nothing is promoted until it is resumed.
    package func hold(
        _ project: ProjectName, _ environment: EnvironmentName, reason: String, by actor: String
    ) async throws -> EnvironmentReport {
        _ = try await self.environment(environment, of: project)
        let hold = Hold(by: actor, reason: reason, since: context.now())
        try await context.catalog.write { try $0.setHold(hold, project: project, environment: environment) }
        await reconcilers.wake(project)
        return try await environmentReport(project, environment)
    }

    /// Ends a hold. Throws `conflict` if there is none.
    package func resume(
        _ project: ProjectName, _ environment: EnvironmentName, reason: String, by actor: String
    ) async throws -> EnvironmentReport {
        _ = try await self.environment(environment, of: project)
        let now = context.now()
        let removed = try await context.catalog.write {
            try $0.removeHold(project: project, environment: environment, by: actor, reason: reason, at: now)
        }
        guard removed else { throw EngineError(.conflict, "'\(environment)' is not held") }
        await reconcilers.wake(project)
        return try await environmentReport(project, environment)
    }

    private func refuseIfHeld(_ project: ProjectName, _ environment: EnvironmentName) async throws {
        try await context.catalog.read { try $0.refuseIfHeld(project, environment) }
    }

    private func champion(
        _ model: ModelName, _ project: ProjectName, _ environment: EnvironmentName
    ) async throws -> Int? {
        let workspace = WorkspaceName(project: project, environment: environment)
        return try await context.catalog.read { try $0.champion(of: model, in: workspace) }
    }
}

extension CatalogTransaction {
    /// Throws `refused`, with who holds it and why, if the environment is held.
    func refuseIfHeld(_ project: ProjectName, _ environment: EnvironmentName) throws {
        guard let hold = try holds(of: project)[environment] else { return }
        throw EngineError(
            .refused,
            "'\(environment)' is held by \(hold.by): \(hold.reason); 'sluice resume --env \(environment)' ends that")
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
