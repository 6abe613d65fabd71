import Engine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Promotion

/// Turns whatever a handler throws into a problem (RFC 9457), and gives every answer its request id and its protective headers.
/// Outermost: nothing that is thrown gets past it, and no detail that the client has not sent itself gets out.
struct ProblemResponses: RouterMiddleware {
    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do { response = try await next(request, context) } catch {
            response = try problem(for: error, request, context)
        }
        // A body after HEAD would be taken for the beginning of the next answer.
        if request.method == .head, response.status.code >= 400 { response = response.createHeadResponse() }
        response.headers[.requestID] = context.id
        response.headers[.contentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func problem(for error: any Error, _ request: Request, _ context: ServerContext) throws -> Response {
        let rejection = Self.rejection(for: error)
        if rejection.code == .broken {
            context.logger.error(
                "request failed",
                metadata: ["method": "\(request.method)", "path": "\(request.uri.path)", "error": "\(error)"])
        }
        let body = Problem(
            title: rejection.status.reasonPhrase, status: rejection.status.code, detail: rejection.detail,
            code: rejection.code, requestId: context.id)
        var response = try Response.json(body, status: rejection.status)
        response.headers[.contentType] = "application/problem+json"
        if !rejection.allowed.isEmpty {
            response.headers[.allow] = rejection.allowed.map(\.rawValue).joined(separator: ", ")
        }
        if rejection.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }

    /// What a client is told about an error.
    static func rejection(for error: any Error) -> Rejection {
        switch error {
        case let rejection as Rejection: rejection
        case let error as EngineError: Rejection(code(for: error.code), error.message)
        case let error as HTTPError: rejection(for: error)
        case is NIOTooManyBytesError: Rejection(.tooLarge, "the request's body is too large")
        case is CancellationError: Rejection(.unavailable, "the server is stopping; try again")
        default: Rejection(.broken, "something went wrong in the server; its log has this request's id")
        }
    }

    private static func code(for code: EngineError.Code) -> ProblemCode {
        switch code {
        case .notFound: .notFound
        case .invalid: .invalid
        case .conflict: .conflict
        case .refused: .refused
        case .forbidden: .forbidden
        case .unavailable: .unavailable
        case .broken: .broken
        }
    }

    private static func rejection(for error: HTTPError) -> Rejection {
        switch error.status {
        case .notFound: Rejection(.notFound, "there is nothing at this address")
        case .methodNotAllowed: Rejection(.methodNotAllowed, "this address does not take this method")
        case .contentTooLarge: Rejection(.tooLarge, "the request's body is too large")
        default:
            error.status.kind == .clientError
                ? Rejection(.invalid, status: error.status, error.body ?? error.status.reasonPhrase.lowercased())
                : Rejection(.broken, "something went wrong in the server; its log has this request's id")
        }
    }
}
