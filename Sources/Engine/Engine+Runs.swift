import Catalog
import Execution
import Foundation
import Git
package import Promotion
import Supervision

extension Engine {
    /// Makes a run for a tip now, whether or not it has had one. `ref` nil is the tip that the environment saw last. The run joins the
    /// queue like any other; the planner's conditions hold for it too.
    package func startRun(
        _ project: ProjectName, _ environment: EnvironmentName, ref: RefName?, by actor: Actor
    ) async throws -> RunReport {
        let record = try await self.environment(environment, of: project)
        let tips = try await context.catalog.read { try $0.tips(of: project) }
        let claimed = tips.filter { $0.commit != nil && record.environment.claims($0.ref) }
        guard let tip = ref == nil ? claimed.first : claimed.first(where: { $0.ref == ref }), let commit = tip.commit
        else {
            let wanted = ref.map { "\($0.shown.quotedForMessage) is no branch" } ?? "there is no branch"
            throw EngineError(
                .notFound,
                "\(wanted) that '\(environment)' would run; its branches are "
                    + record.environment.branches.map(\.description).joined(separator: ", "))
        }
        let repository = try ProjectSource(try await self.record(of: project), home: context.home).repository
        let report = CommitReport(try await repository.commit(commit))
        let now = context.now()
        let id = try await context.catalog.write { transaction in
            let id = try transaction.insertRun(
                project: project, environment: record.environment, ref: tip.ref, commit: report,
                state: RunStateMachine(), by: actor.recorded, for: actor, at: now)
            try transaction.setStarter(actor.name, of: id)
            return id
        }
        await reconcilers.wake(project)
        return try await run(id)
    }

    /// Ends a run: steps that work are stopped. Throws `conflict` if it has ended already.
    package func abort(_ id: RunID, reason: String, by actor: Actor) async throws -> RunReport {
        let now = context.now()
        let ending = RunStateMachine.Ending(.aborted, "by \(actor.recorded): \(reason)")
        let project = try await context.catalog.write { transaction -> ProjectName in
            guard let run = try transaction.run(id) else { throw Self.noRun(id) }
            var state = run.state
            guard state.stop(ending) == .changed else {
                throw EngineError(.conflict, "run \(id) is \(run.state.status.rawValue) already")
            }
            try transaction.updateRun(id, state: state, by: actor, at: now)
            return run.project
        }
        await reconcilers.driveRun(id)
        await reconcilers.wake(project)
        return try await run(id)
    }

    /// A piece of a step's log. `attempt` nil is the last one.
    package func log(
        _ id: RunID, step: StepKey, attempt: Int?, from offset: Int64, limit: Int
    ) async throws -> LogChunk {
        let attempts = try await context.catalog.read { transaction in
            guard try transaction.run(id) != nil else { throw Self.noRun(id) }
            return try transaction.attempts(of: id).filter { $0.step == step }
        }
        guard let record = attempts.last(where: { attempt == nil || $0.attempt == attempt }) else {
            throw EngineError(
                .notFound, "run \(id) has no attempt of step '\(step)' yet; 'sluice runs \(id)' lists them")
        }
        let folder = RunFolder(id, home: context.home).attempt(step, attempt: record.attempt)
        do {
            let chunk = try await AttemptLog(AttemptFolder(folder)).chunk(from: offset, limit: limit)
            return LogChunk(
                bytes: chunk.bytes, next: chunk.nextOffset, isFinal: chunk.isComplete || record.status.isFinal)
        } catch {
            throw EngineError(.notFound, "the log of \(step) in \(id) is not kept any more: \(error.message)")
        }
    }

    static func noRun(_ id: RunID) -> EngineError {
        EngineError(.notFound, "there is no run '\(id)'; 'sluice runs' lists them")
    }
}
