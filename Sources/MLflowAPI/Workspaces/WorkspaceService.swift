internal import Catalog
internal import HTTPTypes
internal import Promotion

/// MLflow's workspaces: 5 routes. They come from projects and their environments, so that clients can look and not change.
enum WorkspaceService {
    static let operations: [Operation] = [
        Operation(.get, "workspaces", .anywhere, list),
        Operation(.get, "workspaces/{workspace_name}", .anywhere, get),
        Operation(.post, "workspaces", .anywhere, refuse),
        Operation(.patch, "workspaces/{workspace_name}", .anywhere, refuse),
        Operation(.delete, "workspaces/{workspace_name}", .anywhere, refuse),
    ]

    private static func list(_ call: Call, _ answer: inout JSONObject) throws {
        answer.list("workspaces", try call.visibleWorkspaces()) { $0.write($1) }
    }

    private static func get(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.requiredText("workspace_name")
        guard let workspace = try call.visibleWorkspaces().first(where: { $0.name.rawValue == name }) else {
            throw MLflowError.missing("Workspace '\(name)' not found")
        }
        answer.object("workspace") { $0.write(workspace) }
    }

    private static func refuse(_ call: Call, _ answer: inout JSONObject) throws {
        throw MLflowError(
            .featureDisabled,
            "workspaces come from projects and their environments; add a project with: sluice project add")
    }
}

extension Call {
    /// The workspaces that the caller may use, by name: a run sees only its own.
    fileprivate func visibleWorkspaces() throws -> [Workspace] {
        switch principal {
        case .run: return [workspace]
        case .administrator:
            let environments = try directory.workspaces(transaction)
            return ([.sandbox] + environments).sorted { $0.name.rawValue < $1.name.rawValue }
        case .user(_, let rights):
            return try ([.sandbox] + directory.workspaces(transaction)).filter { $0.allows(.view, rights) }
                .sorted { $0.name.rawValue < $1.name.rawValue }
        }
    }
}

extension JSONObject {
    /// Writes the members of MLflow's `Workspace`.
    fileprivate mutating func write(_ workspace: Workspace) {
        set("name", workspace.name.rawValue)
        set(
            "description",
            workspace.environment.map { "environment '\($0)' of a project: champions are set by promotions" }
                ?? "a sandbox: nothing is guarded, and nothing is promoted from it")
    }
}
