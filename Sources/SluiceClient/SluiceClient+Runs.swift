package import Promotion

extension SluiceClient {
    /// Runs, newest first; with `last` only those behind that run: the next page.
    package func runs(
        project: ProjectName? = nil, environment: EnvironmentName? = nil, limit: Int = 20, after last: RunID? = nil
    ) async throws(ClientError) -> [RunReport] {
        let call = Call(
            operation: "reading the runs", path: project.map { "/projects/\($0)/runs" } ?? "/runs",
            query: [
                ("environment", environment?.rawValue), ("limit", String(limit)), ("cursor", last?.rawValue),
            ])
        let list: ListReport<RunReport> = try await answer(call)
        return list.items
    }

    package func run(_ id: RunID) async throws(ClientError) -> RunReport {
        try await answer(Call(operation: "reading run '\(id)'", path: "/runs/\(id)"))
    }

    /// Starts a run of the newest tip, or of `request.ref`.
    package func startRun(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: StartRunRequest
    ) async throws(ClientError) -> RunReport {
        try await send(
            .post, "/projects/\(project)/environments/\(environment)/runs", request,
            operation: "starting a run in '\(environment)'")
    }

    /// Has a run's steps stopped. The run is aborted once they are.
    package func abort(_ id: RunID, _ request: ReasonRequest) async throws(ClientError) -> RunReport {
        try await send(.post, "/runs/\(id)/abort", request, operation: "aborting run '\(id)'")
    }

    /// Hands a step's log to `receive`, piece by piece, without its first `offset` bytes; with `follow` until the step has ended.
    /// The last attempt is meant unless `attempt` names one.
    package func log(
        _ id: RunID, step: StepKey, attempt: Int? = nil, from offset: Int64 = 0, follow: Bool = false,
        to receive: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let call = Call(
            operation: "reading the log of '\(step)' in '\(id)'", path: "/runs/\(id)/steps/\(step)/log",
            query: [
                ("attempt", attempt.map { String($0) }), ("from", String(offset)), ("follow", follow ? "true" : nil),
            ])
        try await stream(call, to: receive)
    }
}
