package import Promotion

extension SluiceClient {
    /// The versions of an environment's models, newest first.
    package func models(
        _ project: ProjectName, _ environment: EnvironmentName
    ) async throws(ClientError) -> [ModelVersionReport] {
        let list: ListReport<ModelVersionReport> = try await answer(
            Call(operation: "reading the models", path: path(project, environment, "models")))
        return list.items
    }

    /// Everything that led to a version of `model`; nil means the project's only one.
    package func trace(
        _ project: ProjectName, _ environment: EnvironmentName, model: ModelName?, version: VersionSelector
    ) async throws(ClientError) -> TraceReport {
        try await answer(
            Call(
                operation: "tracing", path: path(project, environment, "trace"),
                query: [("model", model?.rawValue), ("version", version.description)]))
    }

    /// Changes of the champion, newest first.
    package func promotions(
        _ project: ProjectName, _ environment: EnvironmentName, limit: Int = 20
    ) async throws(ClientError) -> [PromotionReport] {
        let list: ListReport<PromotionReport> = try await answer(
            Call(
                operation: "reading the promotions", path: path(project, environment, "promotions"),
                query: [("limit", String(limit))]))
        return list.items
    }

    package func promote(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: PromoteRequest
    ) async throws(ClientError) -> PromotionReport {
        try await send(
            .post, path(project, environment, "promote"), request, operation: "promoting in '\(environment)'")
    }

    package func rollback(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: RollbackRequest
    ) async throws(ClientError) -> PromotionReport {
        try await send(
            .post, path(project, environment, "rollback"), request, operation: "rolling back in '\(environment)'")
    }

    /// Pins the environment: nothing begins and nothing is promoted there until somebody resumes it.
    package func hold(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: ReasonRequest
    ) async throws(ClientError) -> EnvironmentReport {
        try await send(.post, path(project, environment, "hold"), request, operation: "holding '\(environment)'")
    }

    package func resume(
        _ project: ProjectName, _ environment: EnvironmentName, _ request: ReasonRequest
    ) async throws(ClientError) -> EnvironmentReport {
        try await send(.delete, path(project, environment, "hold"), request, operation: "resuming '\(environment)'")
    }

    private func path(_ project: ProjectName, _ environment: EnvironmentName, _ rest: String) -> String {
        "/projects/\(project)/environments/\(environment)/\(rest)"
    }
}
