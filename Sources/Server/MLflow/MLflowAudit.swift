import Engine
import HTTPTypes
import Hummingbird
import MLflowAPI
import Promotion

/// Writes down who changed something through MLflow's protocol, and who was refused there. What one does again and again within a
/// minute, such as logging metrics, is one entry with a count.
struct MLflowAudit: RequestObserver {
    let audit: RequestAudit

    func answered(_ request: Request, _ context: any RequestContext, _ observed: ObservedRequest) {
        audit.mlflow(request, address: (context as? ServerContext)?.address, id: context.id, observed)
    }
}

extension RequestAudit {
    fileprivate func mlflow(_ request: Request, address: String?, id: String, _ observed: ObservedRequest) {
        let time = now()
        var entry = AuditEntry(
            first: time, last: time, outcome: observed.refusal == nil ? .allowed : .denied, actor: "anonymous",
            evidence: "none", address: address, method: request.method.rawValue, path: "", project: nil,
            environment: nil, status: observed.status.code, reason: String((observed.refusal ?? "").prefix(512)),
            request: id)
        switch observed.principal {
        case nil: break
        case .administrator: (entry.actor, entry.evidence) = ("administrator", "endpoint file")
        case .user(let actor, _):
            (entry.actor, entry.evidence) = (actor.recorded, actor.evidence.recorded)
            (entry.project, entry.environment) = (observed.project, observed.environment)
        case .run(let identity):
            (entry.actor, entry.evidence) = ("run \(identity.run), step \(identity.step)", "token of a run")
            (entry.project, entry.environment) = (identity.project, identity.environment)
        }
        if observed.principal != nil { entry.path = Self.place(request, observed.workspace) }
        trail.note(entry, fold: fold(entry))
    }

    /// The operation and the workspace: what is uploaded where is in the catalog already, and would be an entry for each file here.
    private static func place(_ request: Request, _ workspace: WorkspaceName?) -> String {
        let path = request.uri.path
        let artifacts = path.firstRange(of: "/mlflow-artifacts/artifacts/")
        let operation = artifacts.map { path[..<$0.upperBound] + "…" } ?? path.prefix(256)
        return "\(operation) in \(workspace?.rawValue ?? "")"
    }
}
