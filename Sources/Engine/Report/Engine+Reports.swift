import Catalog
package import Promotion

extension Engine {
    /// All projects at a glance, by name; those that `isMeant` says.
    package func projects(where isMeant: (ProjectName) -> Bool = { _ in true }) async throws -> [ProjectReport] {
        var reports: [ProjectReport] = []
        for project in try await context.catalog.read({ try $0.projects() }) where isMeant(project.name) {
            reports.append(try await self.project(project.name))
        }
        return reports
    }

    /// One project at a glance.
    package func project(_ name: ProjectName) async throws -> ProjectReport {
        let project = try await record(of: name)
        let plan = try await plan(name)
        let now = context.now()
        let environments = try await context.catalog.read { transaction in
            try transaction.environmentReports(of: project, plan: plan, at: now)
        }
        return ProjectReport(
            name: name, source: project.source, protectedRef: project.protectedRef, policyCommit: project.policyCommit,
            environments: environments, problems: plan.problems)
    }

    func environmentReport(
        _ project: ProjectName, _ environment: EnvironmentName
    ) async throws -> EnvironmentReport {
        guard let report = try await self.project(project).environments.first(where: { $0.name == environment }) else {
            throw EngineError(.notFound, "project '\(project)' has no environment '\(environment)' any more")
        }
        return report
    }

    /// Runs, newest first; those behind `cursor` if there is one, and only in `places` if they are given. Throws `invalid` for a cursor
    /// that is no run.
    package func runs(
        _ project: ProjectName?, environment: EnvironmentName?, limit: Int, after cursor: RunID?,
        within places: [Rights.Place]? = nil
    ) async throws -> [RunReport] {
        let now = context.now()
        return try await context.catalog.read { transaction in
            let place = try cursor.flatMap { try transaction.place(of: $0) }
            guard cursor == nil || place != nil else {
                throw EngineError(.invalid, "'cursor' is not the 'next' of an earlier page")
            }
            return try transaction.runs(
                of: project, environment: environment, limit: limit, after: place, within: places
            ).map { try transaction.report(of: $0, at: now) }
        }
    }

    /// One run.
    package func run(_ id: RunID) async throws -> RunReport {
        let now = context.now()
        return try await context.catalog.read { transaction in
            guard let run = try transaction.run(id) else { throw Self.noRun(id) }
            var report = try transaction.report(of: run, at: now)
            report.lacks = try PromotionConditions(transaction: transaction, now: now).lacking(run)
            return report
        }
    }

    /// The model versions of an environment, newest first, at most 1,000.
    package func models(
        _ project: ProjectName, _ environment: EnvironmentName
    ) async throws -> [ModelVersionReport] {
        let workspace = try await self.environment(environment, of: project).workspace
        return try await context.catalog.read { transaction in
            try transaction.searchModelVersions(in: workspace, search: Search(), limit: 1000, after: nil).elements
                .map { try transaction.report(of: $0) }
                .sorted { ($0.model, $1.version) < ($1.model, $0.version) }
        }
    }

    /// Changes of the champion alias, newest first; those behind the one with the id `cursor`.
    package func promotions(
        _ project: ProjectName, _ environment: EnvironmentName, limit: Int, after cursor: Int64? = nil
    ) async throws -> [PromotionReport] {
        _ = try await self.environment(environment, of: project)
        return try await context.catalog.read {
            try $0.promotions(project: project, environment: environment, limit: limit, after: cursor)
        }
    }
}

extension CatalogTransaction {
    fileprivate func environmentReports(
        of project: ProjectRecord, plan: Plan, at now: Timestamp
    ) throws -> [EnvironmentReport] {
        let tips = try tips(of: project.name)
        let holds = try holds(of: project.name)
        return try environments(of: project.name).map { record in
            let environment = record.environment
            let entries = plan.entries.filter { $0.environment == environment.name }
            let recent = try runs(of: project.name, environment: environment.name, limit: 20)
            let shown = recent.first { $0.state.hasBegun && !$0.state.status.isFinal } ?? recent.first
            let champion = try championReport(project: project.name, environment: environment.name)
            return EnvironmentReport(
                name: environment.name, workspace: record.workspace,
                branches: environment.branches.map(\.description), strategy: environment.strategy,
                promotesFrom: environment.promotesFrom, tips: tips.filter { environment.claims($0.ref) },
                run: try shown.map { try report(of: $0, at: now) },
                champion: champion,
                gatedMetrics: environment.gate.metrics, hold: holds[environment.name],
                waiting: entries.filter { !$0.conditions.isEmpty }.map { entry in
                    "\(entry.run?.rawValue ?? entry.ref.shown): \(entry.conditions.joined(separator: "; "))"
                },
                warnings: try warnings(of: environment.name, project: project.name, champion: champion, at: now))
        }
    }
}
