internal import HTTPTypes
internal import Hummingbird

/// The routes of the API before they are mounted. It knows which methods each path takes, so that every other request is answered in
/// the way that MLflow's clients understand: a known path with another method by 405, any other path by 404.
struct RouteBook<Context: RequestContext> {
    typealias Handler = @Sendable (Request, Context) async throws -> Response

    /// The methods that a client might send.
    private static var methods: [HTTPRequest.Method] { [.get, .head, .post, .put, .patch, .delete, .options] }

    /// The paths in the order in which they were added, so that mounting is the same every time.
    private var paths: [String] = []
    private var handlers: [String: [HTTPRequest.Method: Handler]] = [:]
    /// Below these, nothing is left to others.
    private let bases: [String]

    /// `bases` are folders of paths that belong to the API as a whole, such as `/api/2.0/mlflow`.
    init(bases: [String]) { self.bases = bases }

    /// Adds one route. `path` begins with a slash; `{name}` is a parameter, `**` is the rest. The first of several counts.
    mutating func add(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        if handlers[path] == nil { paths.append(path) }
        if handlers[path]?[method] == nil { handlers[path, default: [:]][method] = handler }
    }

    /// Adds the route for every method.
    mutating func addAll(_ path: String, _ handler: @escaping Handler) {
        for method in Self.methods { add(method, path, handler) }
    }

    /// Puts everything on `router`, with `prefix` before each path. `refuse` makes the answer for what is no route; it is given the
    /// methods that the path takes, none if the path is unknown.
    func mount(
        on router: some RouterMethods<Context>, prefix: String,
        refuse: @escaping @Sendable (Request, Context, [HTTPRequest.Method]) async -> Response
    ) {
        for path in paths {
            let known = handlers[path] ?? [:]
            let allowed = Self.methods.filter { known[$0] != nil }
            for method in Self.methods {
                router.on(RouterPath(prefix + path), method: method) { request, context in
                    guard let handler = known[method] else { return await refuse(request, context, allowed) }
                    return try await handler(request, context)
                }
            }
        }
        for path in unknownPaths {
            for method in Self.methods {
                router.on(RouterPath(prefix + path), method: method) { request, context in
                    await refuse(request, context, [])
                }
            }
        }
    }

    /// The bases, all that is below them and no route, and the folders of routes: the router stops at those, though they are none.
    private var unknownPaths: [String] {
        var found: [String] = []
        for base in bases {
            var folders: Set<String> = [base, base + "/**"]
            for path in paths where path.hasPrefix(base + "/") {
                var folder = path[...]
                while let slash = folder.lastIndex(of: "/"), slash > path.startIndex, folder.count > base.count {
                    folder = folder[..<slash]
                    folders.insert(String(folder))
                }
            }
            found += folders.filter { handlers[$0] == nil && ($0 + "/").hasPrefix(base + "/") }.sorted()
        }
        return found
    }
}
