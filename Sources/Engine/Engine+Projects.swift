import Catalog
import Foundation
import Git
package import Promotion

extension Engine {
    /// Begins to watch a repository. Throws `conflict` if the name, or a workspace that would follow from it, is taken, and `invalid` if
    /// there is no repository.
    package func addProject(_ request: AddProjectRequest, by actor: Actor) async throws -> ProjectReport {
        let source = try await checkedSource(request.source)
        guard let ref = request.protectedRef ?? RefName.branch("main") else { throw EngineError(.broken, "no ref") }
        let project = ProjectRecord(
            name: request.name, source: source, protectedRef: ref,
            dataFolder: request.dataFolder ?? context.settings.dataFolder ?? defaultDataFolder(request.name, source),
            created: context.now())
        try await context.catalog.write { transaction in
            for other in try transaction.projects() {
                if other.name == project.name {
                    throw EngineError(.conflict, "there is a project '\(project.name)' already: \(other.source)")
                }
                // `a` with an environment `b-c` and `a-b` with an environment `c` would have one workspace.
                let (left, right) = (other.name.rawValue + "-", project.name.rawValue + "-")
                if left.hasPrefix(right) || right.hasPrefix(left) {
                    throw EngineError(
                        .conflict,
                        "'\(project.name)' is ambiguous beside project '\(other.name)': their workspaces could have one "
                            + "name; choose a name that does not begin like it")
                }
            }
            try transaction.insertProject(project)
            try transaction.record(
                .projectAdded, by: actor, at: project.created, project: project.name, subject: project.name.rawValue,
                details: ["source": project.source, "protectedRef": project.protectedRef.rawValue])
        }
        await reconcilers.start(project.name)
        return try await self.project(project.name)
    }

    /// Stops watching a project, and ends its runs: nobody could approve, hold or look after them any more. What it did stays on record.
    package func removeProject(_ name: ProjectName, by actor: Actor) async throws {
        _ = try await record(of: name)
        let now = context.now()
        await reconcilers.remove(name)
        let ended = try await context.catalog.write { transaction -> [RunID] in
            let runs = try transaction.unfinishedRuns(of: name)
            let ending = RunStateMachine.Ending(.aborted, "project '\(name)' was removed by \(actor.recorded)")
            for run in runs { _ = try transaction.apply({ $0.stop(ending) }, to: run, at: now) }
            try transaction.dropSecrets(of: name, because: "the project was removed", by: actor, at: now)
            try transaction.deleteProject(name)
            try transaction.record(.projectRemoved, by: actor, at: now, project: name, subject: name.rawValue)
            return runs
        }
        // Roles in the project ended with it.
        context.access.forget()
        for run in ended { await reconcilers.driveRun(run) }
    }

    /// Looks at a project now.
    package func wake(_ name: ProjectName) async throws {
        _ = try await record(of: name)
        await reconcilers.wake(name)
    }

    /// What the next reconciliation would do. Nothing is done.
    package func plan(_ name: ProjectName) async throws -> Plan {
        let project = try await record(of: name)
        let repository = try ProjectSource(project, home: context.home).repository
        var plan = try await Planning(project: project, context: context, repository: repository).plan()
        for problem in await reconcilers.problems(of: name) where !plan.problems.contains(problem) {
            plan.problems.append(problem)
        }
        try await addConditions(to: &plan, of: project)
        return plan
    }

    func record(of name: ProjectName) async throws -> ProjectRecord {
        guard let project = try await context.catalog.read({ try $0.project(name) }) else {
            throw EngineError(.notFound, "there is no project '\(name)'; 'sluice project list' shows those that are")
        }
        return project
    }

    func environment(_ name: EnvironmentName, of project: ProjectName) async throws -> EnvironmentRecord {
        _ = try await record(of: project)
        let environments = try await context.catalog.read { try $0.environments(of: project) }
        guard let found = environments.first(where: { $0.environment.name == name }) else {
            let names = environments.map { "'\($0.environment.name)'" }.joined(separator: ", ")
            throw EngineError(
                .notFound,
                "project '\(project)' has no environment '\(name)'; it has \(names.isEmpty ? "none yet" : names)")
        }
        return found
    }

    /// An absolute path of a repository that exists, or a URL that may be fetched from.
    func checkedSource(_ source: String) async throws -> String {
        let isPath = source.hasPrefix("/") || source.hasPrefix(".") || source.hasPrefix("~")
        guard isPath else {
            do {
                return try RemoteURL(source).description
            } catch {
                throw EngineError(.invalid, error.message)
            }
        }
        let path = URL(fileURLWithPath: (source as NSString).expandingTildeInPath).standardizedFileURL.path
        do {
            _ = try await GitRepository(path: path).references(matching: [])
        } catch {
            throw EngineError(.invalid, "\(path.quotedForMessage) cannot be watched: \(error.message)")
        }
        return path
    }

    /// Beside the files of a local repository, otherwise a folder of the server's own.
    private func defaultDataFolder(_ name: ProjectName, _ source: String) -> String {
        guard source.hasPrefix("/") else { return "\(context.home.path)/data/\(name)" }
        return source.hasSuffix("/.git") ? String(source.dropLast("/.git".count)) : source
    }
}
