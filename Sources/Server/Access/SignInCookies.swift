import Engine
import HTTPTypes
import Hummingbird
import Promotion

/// The cookies of browsers, and where browsers find the server.
///
/// Over TLS their names begin with `__Host-`: no other host, and no page without TLS, can set one.
struct SignInCookies: Sendable {
    /// Nil where browsers use the server's own address, which is then on the loopback.
    let publicURL: String?

    private static let sessionName = "sluice_session"
    private static let loginName = "sluice_login"
    /// How long somebody may take at the provider, in seconds.
    static let longestLogin = 600

    private var isSecure: Bool { publicURL?.hasPrefix("https://") ?? false }

    /// Scheme, host and port of the server as the browser has them. What a request says counts only on the loopback.
    func origin(of request: Request) throws(Rejection) -> String {
        if let publicURL { return publicURL }
        let authority = request.head.authority ?? ""
        let isLoopback = ["127.0.0.1", "localhost", "[::1]"].contains { host in
            authority == host
                || (authority.hasPrefix(host + ":") && authority.dropFirst(host.count + 1).allSatisfy(\.isNumber))
        }
        guard isLoopback else {
            throw Rejection(
                .refused, "browsers can log in at this address once its operator has set 'publicUrl' in server.yaml")
        }
        return "http://" + authority
    }

    /// The session of a browser's request. Whoever sends an `Authorization` has none.
    func session(in headers: HTTPFields) -> SessionToken? {
        guard headers[.authorization] == nil else { return nil }
        return value(of: Self.sessionName, in: headers).flatMap { SessionToken($0) }
    }

    /// The sealed login under way.
    func login(in headers: HTTPFields) -> String? { value(of: Self.loginName, in: headers) }

    func setSession(_ token: SessionToken, seconds: Int64) -> String { line(Self.sessionName, token.text, seconds) }
    func setLogin(_ sealed: String) -> String { line(Self.loginName, sealed, Int64(Self.longestLogin)) }
    var clearSession: String { line(Self.sessionName, "", 0) }
    var clearLogin: String { line(Self.loginName, "", 0) }

    private func line(_ name: String, _ value: String, _ seconds: Int64) -> String {
        "\(fullName(name))=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(max(seconds, 0))"
            + (isSecure ? "; Secure" : "")
    }

    /// Nil also where two have the name: one of them is not ours.
    private func value(of name: String, in headers: HTTPFields) -> String? {
        let name = fullName(name)
        var found: [Substring] = []
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(name + "=") { found.append(pair.dropFirst(name.count + 1)) }
            }
        }
        return found.count == 1 && !found[0].isEmpty ? String(found[0]) : nil
    }

    private func fullName(_ name: String) -> String { (isSecure ? "__Host-" : "") + name }
}

/// Refuses what a page of another site has a browser send: whatever changes something, and comes with the cookie of a session, must also
/// show what only our own pages can know.
struct ForgeryCheck: RouterMiddleware {
    let cookies: SignInCookies
    let audit: RequestAudit

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        switch request.method {
        case .get, .head: break
        default:
            guard let session = cookies.session(in: request.headers) else { break }
            let shown = request.headers[values: .antiForgery]
            guard shown.count == 1, SecretToken(session.antiForgeryToken).matches(shown[0]) else {
                let rejection = Rejection(
                    .forbidden, "what a browser's request changes needs the session's X-CSRF-Token")
                audit.foreign(request, context, rejection)
                throw rejection
            }
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    fileprivate static let antiForgery = HTTPField.Name("X-CSRF-Token") ?? .cookie
}
