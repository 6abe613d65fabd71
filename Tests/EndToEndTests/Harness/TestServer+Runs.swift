import Promotion
import SluiceClient
import Synchronization
import Testing

extension TestServer {
    /// The newest run of a commit in an environment, once there is one for which `condition` holds. Fails early if the run ends and
    /// never can be so.
    @discardableResult
    nonisolated func run(
        _ environment: EnvironmentName, _ commit: CommitID, of project: ProjectName = "mini", _ what: String,
        where condition: (RunReport) -> Bool
    ) async throws -> RunReport {
        var last: RunReport?
        do {
            return try await Patience.until("the run of \(commit.short) in '\(environment)' \(what)") {
                last = try await newestRun(environment, commit, of: project)
                guard let last else { return nil }
                if condition(last) { return last }
                if last.status.isFinal { throw Patience.Exhausted(description: "the run ended and never \(what)") }
                return nil
            }
        } catch {
            Issue.record("\(last.map(Self.describe) ?? "there is no run")")
            throw error
        }
    }

    /// The newest run of a commit in an environment, once it has ended.
    @discardableResult
    nonisolated func end(
        _ environment: EnvironmentName, _ commit: CommitID, of project: ProjectName = "mini",
        as status: RunStatus? = nil
    ) async throws -> RunReport {
        let run = try await run(environment, commit, of: project, "has ended") { $0.status.isFinal }
        if let status { #expect(run.status == status, "\(Self.describe(run))") }
        return run
    }

    nonisolated func newestRun(
        _ environment: EnvironmentName, _ commit: CommitID, of project: ProjectName = "mini"
    ) async throws -> RunReport? {
        try await client.runs(project: project, environment: environment, limit: 100)
            .first { $0.commit.id == commit }
    }

    /// Waits until a step's log has the text; gives all of the log.
    @discardableResult
    nonisolated func log(_ run: RunReport, _ step: StepKey, has text: String) async throws -> String {
        try await Patience.until("the log of '\(step)' in \(run.id) has \(text.quotedForMessage)") {
            guard let log = try? await log(run, step) else { return nil }
            return log.contains(text) ? log : nil
        }
    }

    nonisolated func log(_ run: RunReport, _ step: StepKey, attempt: Int? = nil) async throws -> String {
        let bytes = Mutex<[UInt8]>([])
        try await client.log(run.id, step: step, attempt: attempt) { part in bytes.withLock { $0 += part } }
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }

    nonisolated func environment(
        _ name: EnvironmentName, of project: ProjectName = "mini"
    ) async throws -> EnvironmentReport {
        try #require(try await client.project(project).environments.first { $0.name == name })
    }

    /// The champion's number, or nil.
    nonisolated func champion(_ name: EnvironmentName, of project: ProjectName = "mini") async throws -> Int? {
        try await environment(name, of: project).champion?.version
    }

    nonisolated static func describe(_ run: RunReport) -> String {
        let steps = run.steps.map { "\($0.key) \($0.status.rawValue) \($0.reason ?? "")" }.joined(separator: "; ")
        return "\(run.id) of \(run.commit.id.short): \(run.status.rawValue) (\(run.phase)) \(run.reason) [\(steps)]"
    }
}
