import Catalog
package import Promotion

extension Engine {
    /// Watches a project's repository at another address from now on. Whoever is at the new one did not write the old one's secrets: all of
    /// the project's are dropped. Throws `conflict` while runs of it are not over, and `invalid` if there is no repository.
    package func moveProject(
        _ name: ProjectName, to request: MoveProjectRequest, by actor: Actor
    ) async throws -> ProjectReport {
        _ = try await record(of: name)
        let source = try await checkedSource(request.source)
        let now = context.now()
        try await context.catalog.write { transaction in
            guard let project = try transaction.project(name), project.source != source else { return }
            let unfinished = try transaction.unfinishedRuns(of: name)
            guard unfinished.isEmpty else {
                throw EngineError(
                    .conflict,
                    "\(unfinished.count) runs of '\(name)' are not over, such as \(unfinished[0]); wait for them or abort them "
                        + "with 'sluice abort'")
            }
            try transaction.setSource(source, of: name)
            try transaction.record(
                .projectMoved, by: actor, at: now, project: name, subject: name.rawValue,
                details: ["from": project.source, "to": source])
            try transaction.dropSecrets(of: name, because: "the repository's address changed", by: actor, at: now)
        }
        await reconcilers.remove(name)
        await reconcilers.start(name)
        return try await project(name)
    }
}
