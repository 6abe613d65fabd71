package import Promotion

extension SluiceClient {
    /// Which server answers. Needs no token.
    package func version() async throws(ClientError) -> ServerReport {
        try await answer(Call(operation: "asking for the version", path: "/version"))
    }

    /// All projects, by name.
    package func projects() async throws(ClientError) -> [ProjectReport] {
        let list: ListReport<ProjectReport> = try await answer(
            Call(operation: "reading the projects", path: "/projects"))
        return list.items
    }

    package func project(_ name: ProjectName) async throws(ClientError) -> ProjectReport {
        try await answer(Call(operation: "reading project '\(name)'", path: "/projects/\(name)"))
    }

    /// Has a repository watched; it has been looked at once when this returns.
    package func addProject(_ request: AddProjectRequest) async throws(ClientError) -> ProjectReport {
        try await send(.post, "/projects", request, operation: "adding project '\(request.name)'")
    }

    /// Has a project's repository watched at another address. Its secrets are dropped.
    package func moveProject(
        _ name: ProjectName, _ request: MoveProjectRequest
    ) async throws(ClientError) -> ProjectReport {
        try await send(.patch, "/projects/\(name)", request, operation: "moving project '\(name)'")
    }

    /// Has a repository watched no longer. Its records stay.
    package func removeProject(_ name: ProjectName) async throws(ClientError) {
        try await bytes(Call(operation: "removing project '\(name)'", verb: .delete, path: "/projects/\(name)"))
    }

    /// What the next reconciliation would do.
    package func plan(_ name: ProjectName) async throws(ClientError) -> Plan {
        try await answer(Call(operation: "reading the plan of '\(name)'", path: "/projects/\(name)/plan"))
    }

    /// Has the server look at a project now. Returns before it has.
    package func wake(_ name: ProjectName) async throws(ClientError) {
        try await bytes(Call(operation: "waking project '\(name)'", verb: .post, path: "/projects/\(name)/wake"))
    }
}
