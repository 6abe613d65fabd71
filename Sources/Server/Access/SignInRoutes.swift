import Catalog
import Engine
import HTTPTypes
import Hummingbird
import Logging
import Promotion
import SignIn

/// Logging in for programs on people's machines: they send a browser to the provider themselves, and bring here what comes back.
struct SignInRoutes {
    let book: SessionBook
    let cookies: SignInCookies
    let desk: SignInDesk

    func add(to table: inout RouteTable) {
        table.addOpen(.get, "/api/v1/logins") { _, _ in
            try .json(ListReport(items: book.providers.map { LoginProviderName(name: $0) }))
        }
        table.addOpen(.get, "/api/v1/logins/{provider}") { request, context in
            try await desk.attempt(request, context) {
                let client = try desk.client(context.parameters.get("provider"))
                let endpoint = try await client.authorizationEndpoint()
                return try .json(
                    LoginProviderReport(
                        name: client.provider.name, authorizationUrl: endpoint.url, clientId: endpoint.clientID,
                        scopes: endpoint.scopes, parameters: endpoint.parameters))
            }
        }
        table.addOpen(.post, "/api/v1/logins/{provider}") { request, context in
            try await desk.attempt(request, context) {
                let client = try desk.client(context.parameters.get("provider"))
                let body: LoginRequest = try await APIRequest.body(of: request, limit: 64 << 10)
                let session = try await book.signIn(
                    Self.code(body), at: client.provider.name, address: context.address, request: context.id)
                return try .json(
                    NewSessionReport(token: session.token.text, session: SessionReport(session.record)),
                    status: .created)
            }
        }
        table.add(.get, "/api/v1/session", .authenticated) { call in
            try .json(
                SessionReport(
                    user: call.actor.name, groups: call.actor.groups.sorted(),
                    authenticated: call.actor.authenticatedAt, expires: call.bearer.expires,
                    antiForgeryToken: cookies.session(in: call.request.headers)?.antiForgeryToken))
        }
        table.add(.delete, "/api/v1/session", .authenticated) { call in
            try await desk.endSession(of: call)
            return .noContent
        }
    }

    /// A code may only have come back to the machine of whoever brings it.
    private static func code(_ body: LoginRequest) throws(Rejection) -> AuthorizationCode {
        let port = ["http://127.0.0.1:", "http://[::1]:"].lazy.compactMap { host -> Substring? in
            guard body.redirectUri.hasPrefix(host), body.redirectUri.hasSuffix("/callback") else { return nil }
            return body.redirectUri.dropFirst(host.utf8.count).dropLast("/callback".utf8.count)
        }.first
        guard let port, let number = UInt16(port), number > 0, String(number) == port else {
            throw Rejection(.invalid, "'redirectUri' is no address such as http://127.0.0.1:49152/callback")
        }
        let texts = [body.code, body.verifier, body.nonce, body.issuer ?? "-"]
        guard
            texts.allSatisfy({
                !$0.isEmpty && $0.utf8.count <= 4096 && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            })
        else { throw Rejection(.invalid, "'code', 'verifier', 'nonce' or 'issuer' is not what a login has") }
        return AuthorizationCode(
            code: body.code, verifier: body.verifier, nonce: body.nonce, redirect: body.redirectUri, issuer: body.issuer
        )
    }
}

/// What all ways to log in have in common: what becomes of those that fail, and how a session ends.
struct SignInDesk: Sendable {
    let book: SessionBook
    let cookies: SignInCookies
    let audit: RequestAudit

    /// The provider of that name; without a name, the only one.
    func client(_ name: String?) throws(Rejection) -> SignInClient {
        let names = book.providers.joined(separator: ", ")
        guard !book.providers.isEmpty else {
            throw Rejection(
                .notFound, "this server has no identity provider; its operator can set one up in server.yaml")
        }
        guard let name = name ?? (book.providers.count == 1 ? book.providers[0] : nil) else {
            throw Rejection(.invalid, "name one of the identity providers: \(names)")
        }
        guard let client = book.client(name) else {
            throw Rejection(.notFound, "there is no such identity provider; there are: \(names)")
        }
        return client
    }

    /// Carries out a part of a login. A failure is written down, and told in words of our own.
    func attempt(
        _ request: Request, _ context: ServerContext, _ body: () async throws -> Response
    ) async throws -> Response {
        do { return try await body() } catch {
            let told = Self.told(error)
            context.logger.notice("a login failed", metadata: ["request": "\(context.id)", "error": "\(error)"])
            audit.loginFailed(request, context, ProblemResponses.rejection(for: told))
            throw told
        }
    }

    func endSession(of call: APIRequest) async throws {
        let bearer = call.request.headers[.authorization]?.split(separator: " ").last.flatMap {
            SessionToken(String($0))
        }
        guard let session = bearer ?? cookies.session(in: call.request.headers) else {
            throw Rejection(.invalid, "this is no session, so it cannot be logged out")
        }
        try await book.end(session, by: call.actor)
    }

    private static func told(_ error: any Error) -> any Error {
        switch error {
        case let error as SignInError:
            switch error.code {
            case .unavailable, .misconfigured: Rejection(.unavailable, error.message)
            case .refused, .rejected: Rejection(.unauthenticated, "\(error.message); log in again")
            }
        case let error as EngineError where error.code == .refused: Rejection(.forbidden, error.message)
        default: error
        }
    }
}

extension SessionReport {
    fileprivate init(_ record: SessionRecord) {
        self.init(
            user: record.user, groups: record.groups.sorted(), authenticated: record.authenticatedAt,
            expires: record.expiresAt)
    }
}
