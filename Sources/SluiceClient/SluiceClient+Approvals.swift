package import Promotion

extension SluiceClient {
    /// Everything that waits for somebody's approval, the oldest first.
    package func waitingForApproval() async throws(ClientError) -> [ApprovalReport] {
        let list: ListReport<ApprovalReport> = try await answer(
            Call(operation: "reading what waits for approval", path: "/approvals"))
        return list.items
    }

    /// How far the approvals of a run's promotion are.
    package func approvals(of run: RunID) async throws(ClientError) -> ApprovalReport {
        try await answer(Call(operation: "reading the approvals of \(run)", path: "/runs/\(run)/approvals"))
    }

    /// Approvals of a run with what it takes to check their signatures without Sluice.
    package func approvalProofs(of run: RunID) async throws(ClientError) -> [ApprovalProof] {
        let list: ListReport<ApprovalProof> = try await answer(
            Call(operation: "reading the approvals of \(run)", path: "/runs/\(run)/approvals/proofs"))
        return list.items
    }

    package func approve(_ run: RunID, _ request: ApproveRequest) async throws(ClientError) -> ApprovalReport {
        try await send(.post, "/runs/\(run)/approve", request, operation: "approving \(run)")
    }

    package func reject(_ run: RunID, _ request: ReasonRequest) async throws(ClientError) -> RunReport {
        try await send(.post, "/runs/\(run)/reject", request, operation: "rejecting \(run)")
    }

    package func override(_ run: RunID, _ request: OverrideRequest) async throws(ClientError) -> OverrideAnswer {
        try await send(.post, "/runs/\(run)/override", request, operation: "overriding the gate of \(run)")
    }

    /// Overrides of all projects, the newest first.
    package func overrides(limit: Int = 20) async throws(ClientError) -> [CheckOverride] {
        let list: ListReport<CheckOverride> = try await answer(
            Call(operation: "reading the overrides", path: "/overrides", query: [("limit", String(limit))]))
        return list.items
    }

    /// Writes down that somebody looked at an override.
    package func review(
        _ override: Int64, of run: RunID, _ request: ReasonRequest
    ) async throws(ClientError) -> CheckOverride {
        try await send(
            .post, "/runs/\(run)/overrides/\(override)/review", request, operation: "reviewing override \(override)")
    }

    /// Versions that can never become champion of an environment.
    package func blocks(
        _ project: ProjectName, _ environment: EnvironmentName
    ) async throws(ClientError) -> [VersionBlock] {
        let list: ListReport<VersionBlock> = try await answer(
            Call(operation: "reading the blocks", path: "/projects/\(project)/environments/\(environment)/blocks"))
        return list.items
    }

    package func block(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: BlockRequest
    ) async throws(ClientError) -> VersionBlock {
        try await send(
            .post, "/projects/\(project)/environments/\(environment)/blocks", request,
            operation: "blocking version \(request.version) in '\(environment)'")
    }
}

extension SluiceClient {
    /// Under which name the server knows whoever sends its requests.
    package func knownName() async throws(ClientError) -> UserName {
        let report: WhoAmIReport = try await answer(Call(operation: "asking who you are", path: "/whoami"))
        return report.actor.name
    }
}
