import Catalog
package import Promotion

extension Engine {
    /// Brings an earlier champion back, and holds the environment so that the next run does not undo it. A dry run is refused where the
    /// real one would be, and stores nothing.
    package func rollback(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: RollbackRequest, by actor: Actor
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
            expectedChampion: try await champion(latest.model, project, environment), kind: .rollback,
            by: actor.recorded, asker: actor, reason: request.reason, run: earlier.run,
            recordedDigest: earlier.artifactDigest)
        let isDry = request.dryRun == true
        let promotion = try await Promoter(context: context).carryOut(change, isDry: isDry)
        if !isDry { await reconcilers.wake(project) }
        return promotion
    }

    /// Pins an environment: nothing begins in it and nothing is promoted until it is resumed.
    package func hold(
        _ project: ProjectName, _ environment: EnvironmentName, reason: String, by actor: Actor
    ) async throws -> EnvironmentReport {
        _ = try await self.environment(environment, of: project)
        let hold = Hold(by: actor.recorded, reason: reason, since: context.now())
        try await context.catalog.write {
            try $0.setHold(hold, project: project, environment: environment, for: actor)
        }
        await reconcilers.wake(project)
        return try await environmentReport(project, environment)
    }

    /// Ends a hold. Throws `conflict` if there is none.
    package func resume(
        _ project: ProjectName, _ environment: EnvironmentName, reason: String, by actor: Actor
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

    func champion(
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
}
