import Catalog
import Engine
import Hummingbird
import MLflowAPI
import Promotion
import Webhooks

/// MLflow's protocol on this server: who may use it, what its workspaces are, and what is guarded in them.
///
/// Its routes have policies of their own kind: people and services read where they may view and write where they may edit, and a step
/// only in its own workspace.
struct MLflowMount {
    let engine: Engine
    let authority: TokenAuthority
    let audit: RequestAudit
    let limits: ServerLimits
    let webhooks: WebhookSender
    let now: @Sendable () -> Timestamp

    /// Gives the mounted API, for what else goes by its rules.
    func addRoutes(to router: Router<ServerContext>) -> MLflowAPI {
        let context = engine.context
        let api = MLflowAPI(
            catalog: context.catalog, artifacts: context.artifacts,
            authenticator: TokenPrincipals(authority: authority),
            workspaces: EnvironmentWorkspaces(), guardian: ChampionGuard(), webhooks: webhooks,
            redactor: StepRedactor(engine: engine), observer: MLflowAudit(audit: audit),
            limits: .init(
                maximumBodySize: Int(limits.requestBytes), maximumArtifactSize: limits.artifactBytes),
            now: now)
        api.addRoutes(to: router)
        return api
    }
}

/// Tells MLflow's API whose a token is.
private struct TokenPrincipals: Authenticator {
    let authority: TokenAuthority

    func principal(bearing token: String) async throws -> Principal? {
        switch try await authority.caller([:], token: token) {
        case .anonymous: return nil
        case .refused(let id, _, let reason): throw MLflowError(.unauthenticated, "\(reason) (token \(id))")
        case .unproven(let reason): throw MLflowError(.unauthenticated, reason)
        case .known(let bearer):
            return bearer.actor.kind == .administrator ? .administrator : .user(bearer.actor, bearer.rights)
        case .run(let identity): return .run(identity)
        }
    }
}

/// Keeps the secrets of a step out of what it logs.
private struct StepRedactor: Redactor {
    let engine: Engine

    func redaction(for attempt: RunIdentity) async throws -> Redaction? { try await engine.masking(for: attempt) }
}

/// The workspaces of all projects' environments, as the catalog has them.
private struct EnvironmentWorkspaces: WorkspaceDirectory {
    func workspace(_ name: WorkspaceName, _ transaction: CatalogTransaction) throws -> Workspace? {
        guard let (project, environment) = try transaction.environment(ofWorkspace: name) else { return nil }
        let ladder = try transaction.environments(of: project)
        return ladder.first { $0.environment.name == environment }.map { Self.workspace($0, of: project) }
    }

    func workspaces(_ transaction: CatalogTransaction) throws -> [Workspace] {
        try transaction.projects().flatMap { project in
            try transaction.environments(of: project.name).map { Self.workspace($0, of: project.name) }
        }
    }

    private static func workspace(_ record: EnvironmentRecord, of project: ProjectName) -> Workspace {
        Workspace(
            name: record.workspace, project: project, environment: record.environment.name,
            upstream: record.environment.promotesFrom.map { WorkspaceName(project: project, environment: $0) })
    }
}
