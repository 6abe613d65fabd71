internal import Catalog
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import Promotion

extension MLflowAPI {
    /// Adds all routes: those of MLflow's root (`/version`, `/get-artifact`, …), and those below `/api/2.0/mlflow`,
    /// `/api/2.0/mlflow-artifacts` and `/api/3.0/mlflow`, the same below `/ajax-api`, and all of it again below `/w/<workspace>`, which
    /// selects a workspace for clients that know no header.
    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        let apis = ["/api", "/ajax-api"]
        let bases = ["/2.0/mlflow", "/2.0/mlflow-artifacts", "/3.0/mlflow"]
        var book = RouteBook<Context>(bases: apis.flatMap { api in bases.map { api + $0 } })
        addRootRoutes(to: &book)
        for api in apis {
            for operation in Operation.all { add(operation, below: api + "/2.0/mlflow/", to: &book) }
            for operation in Operation.workspaces { add(operation, below: api + "/3.0/mlflow/", to: &book) }
            for download in ArtifactOperations.downloads { add(download, below: api + "/2.0/mlflow/", to: &book) }
            addArtifactRoutes(below: api + "/2.0/mlflow-artifacts/artifacts", to: &book)
            addWebhookRoutes(below: api + "/2.0/mlflow/", to: &book)
            book.add(.get, api + "/3.0/mlflow/server-info") { _, _ in ServerInfo.response }
        }
        addOutOfScope(below: apis, to: &book)
        for prefix in ["", "/w/{workspace}"] {
            book.mount(on: router, prefix: prefix) { request, context, allowed in
                await refuse(request, context, allowed: allowed)
            }
        }
    }

    private func addRootRoutes<Context: RequestContext>(to book: inout RouteBook<Context>) {
        book.add(.get, "/version") { _, _ in ServerInfo.version }
        for download in ArtifactOperations.pageDownloads { add(download, below: "/", to: &book) }
    }

    private func add<Context: RequestContext>(
        _ operation: Operation, below base: String, to book: inout RouteBook<Context>
    ) {
        let handler = operation.handler
        book.add(operation.method, base + operation.path) { request, context in
            await respond(request, context, operation.policy) { caller in
                let parameters = try await parameters(of: request, context, operation.method, from: caller)
                let bytes = try await session.perform(
                    caller, operation.policy, parameters: parameters, byKey: operation.isByKey
                ) { call in
                    var answer = JSONObject()
                    try handler(call, &answer)
                    return answer.finished()
                }
                return Self.json(bytes)
            }
        }
    }

    private func add<Context: RequestContext>(
        _ download: ArtifactOperations.Download, below base: String, to book: inout RouteBook<Context>
    ) {
        for method in [HTTPRequest.Method.get, .head] {
            book.add(method, base + download.path) { request, context in
                await respond(request, context, .readChampion) { caller in
                    let parameters = try await parameters(of: request, context, .get, from: caller)
                    return try await artifacts.download(request, caller, parameters: parameters, download.place)
                }
            }
        }
    }

    private func addArtifactRoutes<Context: RequestContext>(below base: String, to book: inout RouteBook<Context>) {
        book.add(.get, base) { request, context in
            await respond(request, context, .readChampion) { caller in
                let path = try JSON.object(RequestDecoding.query(request.uri.query)).requiredText("path")
                return try await artifacts.list(caller, path)
            }
        }
        for route in ArtifactOperations.routes {
            book.add(route.method, base + "/**") { request, context in
                await respond(request, context, route.policy) { caller in
                    let place = try ArtifactOperations.place(Self.artifactPath(of: request))
                    return try await route.handler(artifacts, request, caller, place)
                }
            }
        }
    }

    private func addOutOfScope<Context: RequestContext>(below apis: [String], to book: inout RouteBook<Context>) {
        for part in OutOfScope.all {
            let paths = part.rootPaths + apis.flatMap { api in part.paths.map { "\(api)/\($0)" } }
            for path in paths.flatMap({ [$0, $0 + "/**"] }) {
                book.addAll(path) { request, context in
                    await respond(request, context, .readChampion) { _ in throw part.error }
                }
            }
        }
    }

    /// Answers what is no route: a path that takes other methods, or nothing at all.
    private func refuse(
        _ request: Request, _ context: some RequestContext, allowed: [HTTPRequest.Method]
    ) async -> Response {
        let asked = "\(request.method.rawValue) \(request.uri.path.quotedForMessage)"
        var response = await respond(request, context, .readChampion) { _ in
            guard !allowed.isEmpty else { throw MLflowError(.endpointNotFound, "No operation \(asked)") }
            let methods = allowed.map(\.rawValue).joined(separator: ", ")
            throw MLflowError(.endpointNotFound, "No operation \(asked); the path takes \(methods)")
        }
        guard response.status == .notFound, !allowed.isEmpty else { return response }
        response.status = .methodNotAllowed
        response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        return response
    }

    /// What stands after `/artifacts/` in the path, decoded once.
    private static func artifactPath(of request: Request) throws -> String {
        let path = request.uri.path
        guard let marker = path.firstRange(of: "/mlflow-artifacts/artifacts/") else {
            throw MLflowError.invalid("Invalid path")
        }
        return try RequestDecoding.decoded(path[marker.upperBound...].utf8)
    }

    static func json(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
