import Engine
import HTTPTypes
import Hummingbird
import Promotion

/// Writes requests down in the audit trail: who, what, when, from where, why, and the request's id.
struct RequestAudit: Sendable {
    let trail: AuditTrail
    let now: @Sendable () -> Timestamp

    /// The caller was not let through.
    func denied(
        _ request: Request, _ context: ServerContext, _ caller: Caller, route: String, _ rejection: Rejection
    ) {
        var entry = entry(request, context, .denied, status: rejection.status, reason: rejection.detail)
        entry.project = context.parameters.get("project").flatMap { ProjectName(rawValue: $0) }
        entry.environment = context.parameters.get("environment").flatMap { EnvironmentName(rawValue: $0) }
        switch caller {
        case .anonymous, .unproven:
            // What a stranger makes up is not kept: the route says enough.
            entry.path = route
            (entry.project, entry.environment) = (nil, nil)
        case .refused(let id, let owner, _): (entry.actor, entry.evidence) = (owner.rawValue, "token \(id)")
        case .known(let bearer):
            (entry.actor, entry.evidence) = (bearer.actor.recorded, bearer.actor.evidence.recorded)
        case .run(let identity):
            (entry.actor, entry.evidence) = ("run \(identity.run), step \(identity.step)", "token of a run")
        }
        trail.note(entry, fold: fold(entry))
    }

    /// Somebody could not log in.
    func loginFailed(_ request: Request, _ context: ServerContext, _ rejection: Rejection) {
        var entry = entry(request, context, .denied, status: rejection.status, reason: rejection.detail)
        (entry.path, entry.evidence) = ("", "login")
        trail.note(entry, fold: fold(entry))
    }

    /// A browser was talked into it, or the server has no such name: refused before anybody asked who it was.
    func foreign(_ request: Request, _ context: ServerContext, _ rejection: Rejection) {
        var entry = entry(request, context, .denied, status: rejection.status, reason: rejection.detail)
        entry.path = ""
        trail.note(entry, fold: fold(entry))
    }

    /// It was let through, and done; or only tried, and the entry says so.
    func passed(_ call: APIRequest, _ place: RequestPlace, _ response: Response) {
        let entry = entry(
            call, place, response.status.code < 400 ? .allowed : .failed, status: response.status,
            reason: response.isOfDryRun ? "a dry run: nothing was changed" : "")
        let isRead = call.request.method == .get || call.request.method == .head
        trail.note(entry, fold: isRead ? fold(entry) : nil)
    }

    /// It was let through, and could not be done.
    func failed(_ call: APIRequest, _ place: RequestPlace, _ rejection: Rejection) {
        let entry = entry(
            call, place, rejection.status == .forbidden ? .denied : .failed, status: rejection.status,
            reason: rejection.detail)
        trail.note(entry, fold: fold(entry))
    }

    private func entry(
        _ call: APIRequest, _ place: RequestPlace, _ outcome: AuditEntry.Outcome, status: HTTPResponse.Status,
        reason: String
    ) -> AuditEntry {
        var entry = entry(call.request, call.context, outcome, status: status, reason: reason)
        (entry.actor, entry.evidence) = (call.actor.recorded, call.actor.evidence.recorded)
        (entry.project, entry.environment) = (place.project, place.environment)
        return entry
    }

    private func entry(
        _ request: Request, _ context: ServerContext, _ outcome: AuditEntry.Outcome, status: HTTPResponse.Status,
        reason: String
    ) -> AuditEntry {
        let time = now()
        return AuditEntry(
            first: time, last: time, outcome: outcome, actor: "anonymous", evidence: "none", address: context.address,
            method: request.method.rawValue, path: String(request.uri.path.prefix(256)), project: nil,
            environment: nil, status: status.code, reason: String(reason.prefix(512)), request: context.id)
    }

    func fold(_ entry: AuditEntry) -> String {
        [
            entry.outcome.rawValue, entry.actor, entry.evidence, entry.address ?? "", entry.method, entry.path,
            String(entry.status), entry.reason,
        ].joined(separator: "\u{1F}")
    }
}
