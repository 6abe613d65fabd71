import Catalog
import Engine
import Foundation
import HTTPTypes
import Hummingbird
import Promotion
import SignIn

/// Logging in for browsers. What belongs to a login under way is in a sealed cookie: nobody can finish it in another browser than the one
/// that began it, and the server keeps nothing for those who never come back.
struct SignInPages {
    let book: SessionBook
    let cookies: SignInCookies
    let desk: SignInDesk
    let now: @Sendable () -> Timestamp

    /// A login under way.
    private struct Pending: Codable {
        var request: AuthorizationRequest
        var provider: String
        /// Where on this server the browser wants to be afterwards.
        var target: String
        var expires: Timestamp
    }

    private static let purpose = "login"
    private static let callback = "/auth/callback"

    func add(to table: inout RouteTable) {
        table.addOpen(.get, "/auth/login") { request, context in
            try await desk.attempt(request, context) { try await begin(request) }
        }
        table.addOpen(.get, Self.callback) { request, context in
            try await desk.attempt(request, context) { try await finish(request, context) }
        }
        table.add(.post, "/auth/logout", .authenticated) { call in
            try await desk.endSession(of: call)
            var response = Response.noContent
            response.headers.append(HTTPField(name: .setCookie, value: cookies.clearSession))
            return response
        }
    }

    private func begin(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let client = try desk.client(query["provider"].map { String($0) })
        let target = try Self.target(query["return"].map { String($0) } ?? "/")
        let origin = try cookies.origin(of: request)
        let endpoint = try await client.authorizationEndpoint()
        let pending = Pending(
            request: .random(), provider: client.provider.name, target: target,
            expires: Timestamp(milliseconds: now().milliseconds + Int64(SignInCookies.longestLogin) * 1000))
        let text = String(decoding: try JSONEncoder().encode(pending), as: UTF8.self)
        let fresh = query["fresh"] == "true"
        return Self.redirect(
            to: pending.request.url(at: endpoint, redirect: origin + Self.callback, showsAgain: fresh),
            setting: [cookies.setLogin(try book.seal.seal(text, for: Self.purpose))])
    }

    private func finish(_ request: Request, _ context: ServerContext) async throws -> Response {
        let query = request.uri.queryParameters
        guard let pending = try pending(request), pending.expires > now(),
            let state = query["state"], SecretToken(pending.request.state).matches(String(state))
        else {
            throw Rejection(.unauthenticated, "this login was not begun in this browser, or too long ago; log in again")
        }
        // The provider's own words come through the browser, where anybody can put others in their place: they are never shown.
        guard query["error"] == nil, let code = query["code"], code.utf8.count <= 4096 else {
            throw Rejection(.unauthenticated, "the identity provider has not logged you in; try again")
        }
        let session = try await book.signIn(
            AuthorizationCode(
                code: String(code), verifier: pending.request.verifier, nonce: pending.request.nonce,
                redirect: try cookies.origin(of: request) + Self.callback, issuer: query["iss"].map { String($0) }),
            at: pending.provider, former: cookies.session(in: request.headers), address: context.address,
            request: context.id)
        let seconds = (session.record.expiresAt.milliseconds - now().milliseconds) / 1000
        return Self.redirect(
            to: pending.target, setting: [cookies.setSession(session.token, seconds: seconds), cookies.clearLogin])
    }

    private func pending(_ request: Request) throws -> Pending? {
        guard let sealed = cookies.login(in: request.headers),
            let text = try book.seal.open(sealed, for: Self.purpose)
        else { return nil }
        return try JSONDecoder().decode(Pending.self, from: Data(text.utf8))
    }

    /// A path on this server and nothing else: no host, no scheme, and nothing that browsers read as one.
    private static func target(_ text: String) throws(Rejection) -> String {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        guard text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 512, isPlain else {
            throw Rejection(.invalid, "'return' is no path on this server")
        }
        return text
    }

    private static func redirect(to place: String, setting cookies: [String]) -> Response {
        var response = Response(status: .seeOther, headers: [.location: place])
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }
}
