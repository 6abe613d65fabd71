import Engine
import HTTPTypes
import Promotion

/// Finds out who sends a request from the secret of a session, the cookie of a browser, or the token of an identity provider.
struct SignInCallers: CallerSource {
    let book: SessionBook
    let cookies: SignInCookies

    func caller(_ headers: HTTPFields, token: String?) async throws -> Caller? {
        switch try await bearer(headers, token) {
        case .unknown: nil
        case .refused(let reason): .unproven(reason)
        case .known(let bearer): .known(bearer)
        }
    }

    private func bearer(_ headers: HTTPFields, _ token: String?) async throws -> LoginBearer {
        if let session = session(headers, token) { return try await book.bearer(ofSession: session) }
        guard let token else { return .unknown }
        return try await book.bearer(ofProviderToken: token)
    }

    private func session(_ headers: HTTPFields, _ token: String?) -> SessionToken? {
        token.map { SessionToken($0) } ?? cookies.session(in: headers)
    }
}
