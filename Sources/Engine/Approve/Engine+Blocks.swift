import Catalog
package import Promotion

extension Engine {
    /// Keeps a version, and every other with the same files, from ever becoming champion of an environment. A run that proposes it and
    /// has not ended does so now. A champion stays until somebody rolls back; status says so. A dry run stores nothing.
    package func block(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: BlockRequest, by actor: Actor
    ) async throws -> VersionBlock {
        let workspace = try await self.environment(environment, of: project).workspace
        let now = context.now()
        let isDry = request.dryRun == true
        var block = try await context.catalog.write(isDry: isDry) { transaction in
            let model = try request.model ?? transaction.onlyModel(project, environment)
            guard
                let version = try transaction.modelVersion(Int64(request.version), of: model.rawValue, in: workspace)
            else {
                throw EngineError(
                    .notFound,
                    "there is no '\(model)@\(request.version)' in '\(environment)'; "
                        + "'sluice models --env \(environment)' lists versions")
            }
            let known = try transaction.blocks(project: project, environment: environment)
            if let earlier = known.first(where: { $0.model == model && $0.version == request.version }) {
                throw EngineError(
                    .conflict, "'\(model)@\(request.version)' was blocked by \(earlier.by) already: \(earlier.reason)")
            }
            var block = VersionBlock(
                model: model, version: request.version,
                artifacts: try ModelFiles(of: version, in: transaction)?.digest, by: actor.recorded,
                reason: request.reason, time: now)
            try transaction.insertBlock(block, project: project, environment: environment, by: actor)
            block.ended = try transaction.endRuns(proposing: block, project, environment, at: now)
            return block
        }
        guard !isDry else {
            block.dryRun = true
            return block
        }
        for run in block.ended ?? [] { await reconcilers.driveRun(run) }
        await reconcilers.wake(project)
        return block
    }

    /// The versions that are blocked in an environment, the oldest block first.
    package func blocks(_ project: ProjectName, _ environment: EnvironmentName) async throws -> [VersionBlock] {
        _ = try await self.environment(environment, of: project)
        return try await context.catalog.read { try $0.blocks(project: project, environment: environment) }
    }
}

extension CatalogTransaction {
    fileprivate func endRuns(
        proposing block: VersionBlock, _ project: ProjectName, _ environment: EnvironmentName, at now: Timestamp
    ) throws -> [RunID] {
        var ended: [RunID] = []
        for id in try unfinishedRuns(of: project) {
            guard let run = try run(id), run.environment == environment, run.state.candidate == block.version,
                run.pinned?.pipeline.model == block.model, !run.state.promoted
            else { continue }
            let reason = "version \(block.version) was blocked by \(block.by): \(block.reason)"
            _ = try apply({ $0.stop(.init(.failed, reason)) }, to: id, at: now)
            ended.append(id)
        }
        return ended
    }
}
