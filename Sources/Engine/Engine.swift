package import Artifacts
package import Catalog
package import Execution
package import Logging
package import Promotion

/// The engine of a server: watches its projects, plans, and carries runs out. One per home folder.
///
/// Ownership: the server makes it, runs `run()` until it is cancelled, and asks it for everything else. All methods may be called
/// from anywhere and at any time.
package final class Engine: Sendable {
    package let context: EngineContext
    let reconcilers: Reconcilers

    package init(
        home: HomeFolder, settings: ServerSettings, catalog: Catalog, artifacts: ArtifactStore, runner: LocalRunner,
        python: PythonEnvironments, logger: Logger, now: @escaping @Sendable () -> Timestamp
    ) {
        context = EngineContext(
            home: home, settings: settings, catalog: catalog, artifacts: artifacts, runner: runner, python: python,
            logger: logger, now: now)
        reconcilers = Reconcilers(context: context)
    }

    /// Takes up the runs that are under way and looks after all projects, until the task is cancelled. Steps that work then go on
    /// working; the next engine takes them over.
    package func run() async throws {
        let underWay = try await context.catalog.read { try $0.runsUnderWay() }
        let leftOver = await RunFolder.runsWithWorkspace(in: context.home).filter { !underWay.contains($0) }
        for run in underWay { await reconcilers.driveRun(run) }
        for project in try await context.catalog.read({ try $0.projects() }) { await reconcilers.start(project.name) }
        // An engine that was killed may have ended a run and not have come to removing its workspace.
        for run in leftOver { await RunFolder(run, home: context.home).removeWorkspace() }
        async let indexing: Void = SearchIndexer(context: context).run()
        await Janitor(context: context).run()
        await indexing
        await reconcilers.stop()
    }

    /// Where steps reach the server: `http://HOST:PORT`. Call it before `run()`.
    package func setTrackingURI(_ uri: String) { context.trackingURI = uri }

    /// Returns once every project was looked at and no run is pending or works. What waits for people or conditions does not count.
    package func waitUntilIdle() async throws {
        while true {
            let settled = await reconcilers.isSettled
            let busy = try await context.catalog.read { transaction in
                let count: Int? = try transaction.value(
                    "SELECT COUNT(*) FROM runs WHERE status IN ('Pending', 'Running')")
                return (count ?? 0) > 0
            }
            let stillSettled = await reconcilers.isSettled
            if settled, stillSettled, !busy { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Who a token stands for; nil if it is no run's, or the attempt is over.
    package func runIdentity(ofToken token: String) throws -> RunIdentity? {
        guard token.hasPrefix(RunToken.prefix) else { return nil }
        let digest = Digest(ofText: token)
        return try context.catalog.lookUp { transaction in
            guard let found = try transaction.attempt(ofToken: digest) else { return nil }
            return RunIdentity(
                project: found.run.project, environment: found.run.environment, workspace: found.run.workspace,
                run: found.run.id, step: found.step, attempt: found.attempt)
        }
    }
}
