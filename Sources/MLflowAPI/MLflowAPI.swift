package import Artifacts
package import Catalog
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
package import Promotion
package import Webhooks

/// MLflow's REST protocol, to be mounted in a server's router.
///
/// Invariants:
/// - Every route has a policy in its declaration, and every request but the probes has a principal.
/// - What a request may do is checked in the transaction that does it.
/// - A refusal that a person must act on is 400, 403 or 404: clients retry 429 and 5xx for minutes.
/// - Texts from clients are bound values, file names are data, and nothing that a client sent is run.
package struct MLflowAPI: Sendable {
    /// What bounds a request.
    package struct Limits: Sendable {
        /// The largest JSON body in bytes.
        package var maximumBodySize: Int
        /// The largest artifact in bytes; nil leaves it to the store.
        package var maximumArtifactSize: Int64?

        package init(maximumBodySize: Int = 16 << 20, maximumArtifactSize: Int64? = nil) {
            self.maximumBodySize = maximumBodySize
            self.maximumArtifactSize = maximumArtifactSize
        }
    }

    /// By which clients since 3.10 choose a workspace. Optional only by its initializer: the name is a valid one.
    private static let workspaceHeader = HTTPField.Name("X-MLFLOW-WORKSPACE")

    let authenticator: any Authenticator
    let redactor: (any Redactor)?
    let observer: (any RequestObserver)?
    let session: CatalogSession
    let artifacts: ArtifactOperations
    let webhooks: WebhookOperations
    let limits: Limits

    package init(
        catalog: Catalog, artifacts: ArtifactStore, authenticator: any Authenticator,
        workspaces: any WorkspaceDirectory, guardian: any PromotionGuard, webhooks: WebhookSender? = nil,
        redactor: (any Redactor)? = nil, observer: (any RequestObserver)? = nil, limits: Limits = Limits(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.authenticator = authenticator
        self.redactor = redactor
        self.observer = observer
        self.limits = limits
        session = CatalogSession(catalog: catalog, directory: workspaces, guardian: guardian, now: now)
        self.artifacts = ArtifactOperations(
            store: artifacts, session: session, maximumSize: limits.maximumArtifactSize)
        self.webhooks = WebhookOperations(session: session, sender: webhooks)
    }

    /// Query string, body and path parameters together, without the caller's secrets; those of the path come last and so count.
    func parameters(
        of request: Request, _ context: some RequestContext, _ method: HTTPRequest.Method, from caller: Caller
    ) async throws -> JSON {
        var members =
            method == .get
            ? try RequestDecoding.query(request.uri.query)
            : try await RequestDecoding.body(request, limit: limits.maximumBodySize)
        for (key, value) in context.parameters where key != "workspace" && key != Parameters.recursiveCaptureKey {
            members.append(JSON.Member(key: String(key), value: .string(try RequestDecoding.decoded(value.utf8))))
        }
        guard let redact = caller.redaction else { return .object(members) }
        return .object(members.map { $0.redacted(by: redact) })
    }

    /// Finds out who asks and whether they may, runs `body`, and turns errors into answers.
    func respond(
        _ request: Request, _ context: some RequestContext, _ policy: RoutePolicy,
        _ body: (Caller) async throws -> Response
    ) async -> Response {
        var observed = ObservedRequest(status: .ok)
        do {
            let principal = try await principal(of: request)
            observed.principal = principal
            let redact = try await redaction(for: principal, request)
            var caller = try Caller(
                principal, header: Self.workspaceHeader.flatMap { request.headers[$0] },
                prefix: context.parameters.get("workspace"), policy: policy)
            caller.redaction = redact
            observed.workspace = caller.workspace
            // Before the body is read; what has none is asked in the transaction alone.
            if request.method != .get, request.method != .head {
                let workspace = try session.authorize(caller, policy)
                (observed.project, observed.environment) = (workspace?.project, workspace?.environment)
            }
            let response = try await body(caller)
            if policy.writes {
                observed.status = response.status
                observer?.answered(request, context, observed)
            }
            return response
        } catch {
            let response = ErrorAnswer.response(to: error, logger: context.logger)
            let isDenial = (error as? MLflowError)?.isDenial ?? false
            if isDenial || response.status == .unauthorized || response.status == .forbidden {
                observed.status = response.status
                observed.refusal = (error as? MLflowError)?.message ?? ""
                observer?.answered(request, context, observed)
            }
            return response
        }
    }

    private func principal(of request: Request) async throws -> Principal {
        guard let token = RequestDecoding.token(request.headers[.authorization]),
            let principal = try await authenticator.principal(bearing: token)
        else {
            throw MLflowError(
                .unauthenticated, "a token is needed: set MLFLOW_TRACKING_TOKEN, or it is unknown or no longer valid")
        }
        return principal
    }

    /// What takes the caller's secrets out of texts; nil for callers without any. A name of a file cannot be changed on the way, so one
    /// that has a secret in it is refused.
    private func redaction(for principal: Principal, _ request: Request) async throws -> Redaction? {
        guard case .run(let identity) = principal, let redact = try await redactor?.redaction(for: identity) else {
            return nil
        }
        // Before anything of it is repeated in an error or written down.
        let named = [request.uri.string, Self.workspaceHeader.flatMap { request.headers[$0] } ?? ""]
        guard named.allSatisfy({ redact($0) == $0 }) else {
            throw MLflowError.invalid("The request's address has a secret in it; name the file otherwise")
        }
        return redact
    }
}
