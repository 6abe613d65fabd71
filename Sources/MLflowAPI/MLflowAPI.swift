package import Artifacts
package import Catalog
internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore
package import Promotion

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
    let session: CatalogSession
    let artifacts: ArtifactOperations
    let limits: Limits

    package init(
        catalog: Catalog, artifacts: ArtifactStore, authenticator: any Authenticator,
        workspaces: any WorkspaceDirectory, guardian: any PromotionGuard, limits: Limits = Limits(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.authenticator = authenticator
        self.limits = limits
        session = CatalogSession(catalog: catalog, directory: workspaces, guardian: guardian, now: now)
        self.artifacts = ArtifactOperations(
            store: artifacts, session: session, maximumSize: limits.maximumArtifactSize)
    }

    /// Adds all routes: `/version`, and below `/api/2.0/mlflow`, `/api/2.0/mlflow-artifacts` and `/api/3.0/mlflow`, the same below `/ajax-api`, and all
    /// of it again below `/w/<workspace>`, which selects a workspace for clients that know no header.
    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        for prefix in ["", "/w/{workspace}"] {
            router.get(RouterPath("\(prefix)/version")) { _, _ in ServerInfo.version }
            for base in ["/api", "/ajax-api"] {
                addJSONRoutes(to: router.group(RouterPath("\(prefix)\(base)/2.0/mlflow")))
                addArtifactRoutes(to: router.group(RouterPath("\(prefix)\(base)/2.0/mlflow-artifacts/artifacts")))
                addServerRoutes(to: router.group(RouterPath("\(prefix)\(base)/3.0/mlflow")))
            }
        }
    }

    private func addJSONRoutes<Context: RequestContext>(to group: RouterGroup<Context>) {
        for operation in Operation.all + [ArtifactOperations.listRun] {
            group.on(RouterPath(operation.path), method: operation.method) { request, context in
                await respond(request, context, operation.policy) { caller in
                    let parameters = try await parameters(of: request, context, operation)
                    let handler = operation.handler
                    let bytes = try await session.perform(caller, operation.policy, parameters: parameters) { call in
                        var answer = JSONObject()
                        try handler(call, &answer)
                        return answer.finished()
                    }
                    return Self.json(bytes)
                }
            }
        }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            group.on("**", method: method) { request, context in
                await respond(request, context, .read) { _ in
                    throw MLflowError(
                        .endpointNotFound,
                        "No operation \(request.method.rawValue) \(request.uri.path.quotedForMessage)")
                }
            }
        }
    }

    private func addArtifactRoutes<Context: RequestContext>(to group: RouterGroup<Context>) {
        group.get { request, context in
            await respond(request, context, .readChampion) { caller in
                let path = try JSON.object(RequestDecoding.query(request.uri.query)).requiredText("path")
                return Self.json(try await artifacts.list(caller, path))
            }
        }
        for route in ArtifactOperations.routes {
            group.on("**", method: route.method) { request, context in
                await respond(request, context, route.policy) { caller in
                    let place = try ArtifactOperations.place(Self.artifactPath(of: request))
                    return try await route.handler(artifacts, request, caller, place)
                }
            }
        }
    }

    private func addServerRoutes<Context: RequestContext>(to group: RouterGroup<Context>) {
        group.get("server-info") { _, _ in ServerInfo.response }
        for path: RouterPath in ["workspaces", "workspaces/**"] {
            for method in [HTTPRequest.Method.get, .post, .patch, .delete] {
                group.on(path, method: method) { request, context in
                    await respond(request, context, .read) { _ in
                        throw MLflowError(
                            .featureDisabled,
                            "workspaces come from projects and their environments; add a project with: sluice project add"
                        )
                    }
                }
            }
        }
    }

    /// What stands after `/artifacts/` in the path, decoded once.
    private static func artifactPath(of request: Request) throws -> String {
        let path = request.uri.path
        guard let marker = path.firstRange(of: "/mlflow-artifacts/artifacts/") else {
            throw MLflowError.invalid("Invalid path")
        }
        return try RequestDecoding.decoded(path[marker.upperBound...].utf8)
    }

    /// Query string, body and path parameters together; those of the path come last and so count.
    private func parameters(
        of request: Request, _ context: some RequestContext, _ operation: Operation
    ) async throws -> JSON {
        var members =
            operation.method == .get
            ? try RequestDecoding.query(request.uri.query)
            : try await RequestDecoding.body(request, limit: limits.maximumBodySize)
        for (key, value) in context.parameters where key != "workspace" {
            members.append(JSON.Member(key: String(key), value: .string(try RequestDecoding.decoded(value.utf8))))
        }
        return .object(members)
    }

    /// Finds out who asks, runs `body`, and turns errors into answers.
    private func respond(
        _ request: Request, _ context: some RequestContext, _ policy: RoutePolicy,
        _ body: (Caller) async throws -> Response
    ) async -> Response {
        do {
            guard let token = RequestDecoding.token(request.headers[.authorization]),
                let principal = try await authenticator.principal(bearing: token)
            else {
                throw MLflowError(
                    .unauthenticated,
                    "a token is needed: set MLFLOW_TRACKING_TOKEN, or it is unknown or no longer valid")
            }
            let caller = try Caller(
                principal, header: Self.workspaceHeader.flatMap { request.headers[$0] },
                prefix: context.parameters.get("workspace"), policy: policy)
            return try await body(caller)
        } catch {
            return ErrorAnswer.response(to: error, logger: context.logger)
        }
    }

    private static func json(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
