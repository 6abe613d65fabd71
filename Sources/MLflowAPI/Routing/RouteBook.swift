internal import HTTPTypes
internal import Hummingbird

/// The routes of the API before they are mounted. It knows which methods each path takes, so that every other request is answered in
/// the way that MLflow's clients understand: a known path with another method by 405, any other path by 404.
///
/// Most paths have no parameter and are found by their text, behind one route of the router for each base. Each route of the router
/// costs time when the server starts, and there would be thousands: a path takes seven methods, in four places.
struct RouteBook<Context: RequestContext> {
    typealias Handler = @Sendable (Request, Context) async throws -> Response
    /// Makes the answer for what is no route; it is given the methods that the path takes, none if the path is unknown.
    typealias Refusal = @Sendable (Request, Context, [HTTPRequest.Method]) async -> Response

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

    /// Puts everything on `router`, with `prefix` before each path; it may have parameters.
    func mount(on router: some RouterMethods<Context>, prefix: String, refuse: @escaping Refusal) {
        let parametric = Set(paths.filter { $0.contains("{") }.compactMap(group(of:)))
        let own = paths.filter { path in group(of: path).map { parametric.contains($0) } ?? true }
        for path in own { mount(path, on: router, prefix, refuse) }
        for path in folders(of: own) { mount(path, on: router, prefix, refuse) }
        let book = PathBook(handlers, prefixed: prefix.split(separator: "/").count)
        for base in bases {
            mount(base, on: router, prefix, refuse)
            for method in Self.methods {
                router.on(RouterPath(prefix + base + "/**"), method: method) { request, context in
                    let known = book.values(for: request.uri.path) ?? [:]
                    guard let handler = known[method] else {
                        return await refuse(request, context, Self.allowed(known))
                    }
                    return try await handler(request, context)
                }
            }
        }
    }

    /// Mounts what is known of a path, be it nothing.
    private func mount(
        _ path: String, on router: some RouterMethods<Context>, _ prefix: String, _ refuse: @escaping Refusal
    ) {
        let known = handlers[path] ?? [:]
        let allowed = Self.allowed(known)
        for method in Self.methods {
            router.on(RouterPath(prefix + path), method: method) { request, context in
                guard let handler = known[method] else { return await refuse(request, context, allowed) }
                return try await handler(request, context)
            }
        }
    }

    private static func allowed(_ known: [HTTPRequest.Method: Handler]) -> [HTTPRequest.Method] {
        methods.filter { known[$0] != nil }
    }

    /// The first folder below the base: one in which there is a parameter is the router's, with all that is in it, because the router
    /// would take other names there for the parameter's value. Nil outside the bases.
    private func group(of path: String) -> String? {
        guard let base = bases.first(where: { path.hasPrefix($0 + "/") }) else { return nil }
        let rest = path.dropFirst(base.count + 1)
        return base + "/" + (rest.split(separator: "/").first ?? "")
    }

    /// The folders below the bases of paths that the router knows, and are none themselves: the router stops at those.
    private func folders(of paths: [String]) -> [String] {
        var found: Set<String> = []
        for path in paths {
            guard let base = bases.first(where: { path.hasPrefix($0 + "/") }) else { continue }
            var folder = path[...]
            while let slash = folder.lastIndex(of: "/"), folder[..<slash].count > base.count {
                folder = folder[..<slash]
                if handlers[String(folder)] == nil { found.insert(String(folder)) }
            }
        }
        return found.sorted()
    }
}
