package import HTTPTypes
package import Hummingbird

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

    package private(set) var entries: [Entry] = []
    let router: Router<ServerContext>
    private let authority: TokenAuthority
    private let bodyLimit: Int

    /// Bodies of more than `bodyLimit` bytes are refused; handlers that stream bound theirs themselves.
    package init(router: Router<ServerContext>, authority: TokenAuthority, bodyLimit: Int) {
        self.router = router
        self.authority = authority
        self.bodyLimit = bodyLimit
    }

    /// Adds a route. Adding one method and path twice is a mistake that Hummingbird stops at the start.
    package mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ policy: RoutePolicy, _ handler: @escaping Handler
    ) {
        entries.append(Entry(method: method, path: path, policy: policy))
        router.on(RouterPath(path), method: method) { [authority, bodyLimit] request, context in
            let caller = try await authority.caller(request.headers)
            try policy.check(caller)
            return try await handler(
                APIRequest(request: request, context: context, caller: caller, bodyLimit: bodyLimit))
        }
    }
}
