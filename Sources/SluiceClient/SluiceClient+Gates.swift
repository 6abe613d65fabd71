package import Promotion

extension SluiceClient {
    /// Why a run's gate decided as it did.
    package func explainGate(_ run: RunID) async throws(ClientError) -> GateExplanation {
        try await answer(Call(operation: "reading the gate of '\(run)'", path: "/runs/\(run)/gate"))
    }

    /// What the environment's gate would say about a version.
    package func tryGate(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: GateTrialRequest
    ) async throws(ClientError) -> GateTrial {
        try await send(
            .post, "/projects/\(project)/environments/\(environment)/gate/try", request,
            operation: "trying the gate of '\(environment)'")
    }

    /// What another gate would have said about the environment's past candidates.
    package func backtestGate(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: GateBacktestRequest
    ) async throws(ClientError) -> GateBacktest {
        try await send(
            .post, "/projects/\(project)/environments/\(environment)/gate/backtest", request,
            operation: "replaying a gate in '\(environment)'")
    }
}
