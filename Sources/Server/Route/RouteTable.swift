package import HTTPTypes
package import Hummingbird
import Promotion

/// All routes, each with its policy. There is no way to add one without; a test goes through them all.
///
/// Who calls is found out and checked before a handler is reached, and before a byte of the body is read.
package struct RouteTable {
    /// What a route is, for the test that goes through them.
    package struct Entry: Hashable, Sendable {
        package let method: HTTPRequest.Method
        /// With names in braces for the parts that vary.
        package let path: String
        package let policy: RoutePolicy
    }

    package typealias Handler = @Sendable (APIRequest) async throws -> Response
    /// Of a route that asks nobody who they are.
    package typealias OpenHandler = @Sendable (Request, ServerContext) async throws -> Response

    package private(set) var entries: [Entry] = []
    let router: Router<ServerContext>
    private let gate: RouteGate

    init(router: Router<ServerContext>, gate: RouteGate) {
        self.router = router
        self.gate = gate
    }

    /// Adds a route. Adding one method and path twice is a mistake that Hummingbird stops at the start.
    package mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ policy: RoutePolicy, _ handler: @escaping Handler
    ) {
        entries.append(Entry(method: method, path: path, policy: policy))
        let route = Route(path, policy)
        router.on(RouterPath(path), method: method) { [gate] request, context in
            try await gate.pass(request, context, route, handler)
        }
    }

    /// Adds a route that answers anybody who reaches the port: it must tell nothing about anything.
    package mutating func addOpen(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping OpenHandler) {
        entries.append(Entry(method: method, path: path, policy: .open))
        router.on(RouterPath(path), method: method) { try await handler($0, $1) }
    }
}
