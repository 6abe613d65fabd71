import HTTPTypes
import Hummingbird
import Promotion

/// Refuses requests that a browser was talked into: through a name that somebody else resolves to this machine (DNS rebinding), or
/// from a page of another site.
///
/// `Host` must be a name of this server; a host in the request's target was dropped before and decides nothing. A request that may change something must not say that it comes from elsewhere. There is no
/// CORS: no answer allows another site to read it.
struct OriginCheck: RouterMiddleware {
    let hosts: AllowedHosts
    let audit: RequestAudit

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do throws(Rejection) { try check(request) } catch {
            audit.foreign(request, context, error)
            throw error
        }
        return try await next(request, context)
    }

    private func check(_ request: Request) throws(Rejection) {
        guard let authority = request.head.authority, request.headers[.host] == nil, hosts.contains(authority) else {
            throw Rejection(
                .forbidden, status: .misdirectedRequest,
                "this server has no such host name; allow it with 'allowedHosts' in server.yaml")
        }
        switch request.method {
        case .get, .head: break
        default: try checkOrigin(of: request, authority: authority)
        }
    }

    private func checkOrigin(of request: Request, authority: String) throws(Rejection) {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw Self.foreign }
        for origin in request.headers[values: .origin] where !Self.isOrigin(origin, of: authority) {
            throw Self.foreign
        }
        for page in request.headers[values: .referer] where !Self.isPage(page, of: authority) { throw Self.foreign }
    }

    private static var foreign: Rejection { Rejection(.forbidden, "requests from other sites are not answered") }

    private static func isOrigin(_ origin: String, of authority: String) -> Bool {
        origin.lowercased() == "http://\(authority.lowercased())"
            || origin.lowercased() == "https://\(authority.lowercased())"
    }

    private static func isPage(_ page: String, of authority: String) -> Bool {
        let parts = page.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count >= 3 && isOrigin(parts[0...2].joined(separator: "/"), of: authority)
    }
}

/// The names under which a server may be addressed.
struct AllowedHosts: Sendable {
    private let names: Set<String>
    private let allowsAddresses: Bool

    /// `listening` is the host that the server is bound to; a wildcard address allows every IP address, since nobody can make a name
    /// of one.
    init(listening: String, configured: [String]) {
        allowsAddresses = listening == "0.0.0.0" || listening == "::"
        names = Set(["localhost", "127.0.0.1", "::1", listening.lowercased()] + configured.map { $0.lowercased() })
    }

    /// Whether `authority`, the value of `Host`, names this server; the port does not matter, since tunnels change it.
    func contains(_ authority: String) -> Bool {
        guard let host = Self.host(of: authority) else { return false }
        return names.contains(host) || (allowsAddresses && Self.isAddress(host))
    }

    /// Without port and brackets, in small letters; nil for what is no authority.
    static func host(of authority: String) -> String? {
        var rest = authority[...]
        var host = rest
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
        } else {
            host = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(host.count)
        }
        guard rest.isEmpty || (rest.hasPrefix(":") && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
        else {
            return nil
        }
        return host.isEmpty ? nil : host.lowercased()
    }

    private static func isAddress(_ host: String) -> Bool {
        if host.contains(":") {
            return host.utf8.allSatisfy { (0x30...0x3A).contains($0) || (0x61...0x66).contains($0) }
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension HTTPField.Name {
    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .host }

    static let host = HTTPField.Name("Host") ?? .authorization
    static let sluiceUser = named("X-Sluice-User")
    static let requestID = named("X-Request-Id")
    static let secFetchSite = named("Sec-Fetch-Site")
    static let contentTypeOptions = named("X-Content-Type-Options")
}
