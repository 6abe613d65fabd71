import Engine
import HTTPTypes
import Hummingbird
import Promotion

/// What stands before every handler but those that are open: finds out who asks, checks the route's policy, and has it written down
/// who was refused and who changed something. No byte of the body is read before.
struct RouteGate: Sendable {
    let authority: TokenAuthority
    let authorization: Authorization
    let audit: RequestAudit
    let bodyLimit: Int

    func pass(
        _ request: Request, _ context: ServerContext, _ route: Route, _ handler: RouteTable.Handler
    ) async throws -> Response {
        let caller = try await authority.caller(request.headers, context)
        let call: APIRequest
        var place = RequestPlace()
        do {
            let bearer = try Self.known(caller)
            place = try authorization.check(bearer.rights, route.policy, route.scope, context.parameters)
            call = APIRequest(
                request: request, context: context, bearer: bearer,
                missing: Authorization.missing(route.scope, context.parameters),
                isStillAllowed: { await isStillAllowed(request.headers, context, route) }, bodyLimit: bodyLimit)
        } catch {
            if let rejection = error as? Rejection {
                audit.denied(request, context, caller, route: route.path, rejection)
            }
            throw error
        }
        guard route.isRecorded(request.method) else { return try await answer(call, place, handler) }
        do {
            let response = try await answer(call, place, handler)
            audit.passed(call, place, response)
            return response
        } catch {
            audit.failed(call, place, ProblemResponses.rejection(for: error))
            throw error
        }
    }

    /// Nobody who may not view the whole project is told by a mistake what else there is in it.
    private func answer(
        _ call: APIRequest, _ place: RequestPlace, _ handler: RouteTable.Handler
    ) async throws -> Response {
        do { return try await handler(call) } catch let error as EngineError {
            guard error.code == .notFound, let project = place.project, !call.allows(.view, in: project, nil) else {
                throw error
            }
            throw call.missing
        }
    }

    private func isStillAllowed(_ headers: HTTPFields, _ context: ServerContext, _ route: Route) async -> Bool {
        guard let caller = try? await authority.caller(headers, context), case .known(let bearer) = caller else {
            return false
        }
        return (try? authorization.check(bearer.rights, route.policy, route.scope, context.parameters)) != nil
    }

    private static func known(_ caller: Caller) throws(Rejection) -> KnownBearer {
        switch caller {
        case .anonymous: throw Rejection(.unauthenticated, "this needs a token that the server knows")
        case .refused(let id, _, let reason):
            throw Rejection(.unauthenticated, "\(reason) (token \(id))")
        case .unproven(let reason): throw Rejection(.unauthenticated, reason)
        case .run: throw Rejection(.forbidden, "the token of a run does not allow this")
        case .known(let bearer): return bearer
        }
    }
}

/// A route as its gate knows it.
struct Route: Sendable {
    /// With names in braces for the parts that vary.
    let path: String
    let policy: RoutePolicy
    let scope: RouteScope

    init(_ path: String, _ policy: RoutePolicy) {
        self.path = path
        self.policy = policy
        scope = RouteScope(path: path)
    }

    /// Whether it is written down who was let through: all but looking at things.
    func isRecorded(_ method: HTTPRequest.Method) -> Bool {
        guard method == .get || method == .head else { return true }
        return switch policy {
        case .open, .authenticated, .verb(.view), .somewhere(.view): false
        case .verb, .somewhere: true
        }
    }
}
