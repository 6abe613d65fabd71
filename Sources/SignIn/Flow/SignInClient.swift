internal import Crypto
internal import Foundation
package import Promotion

/// One provider, as the server uses it: sends people there, redeems what they bring back, renews, and verifies tokens of machines.
package struct SignInClient: Sendable {
    package let provider: IdentityProvider
    private let connection: ProviderConnection
    private let directory: ProviderDirectory
    private let verifier: TokenVerifier
    private let secrets: @Sendable (ClientSecret) throws(SignInError) -> String
    private let now: @Sendable () -> Timestamp

    /// A request to the provider takes at most `longest` seconds. `secrets` finds the client's secret.
    package init(
        _ provider: IdentityProvider, longest: Double = 5,
        secrets: @escaping @Sendable (ClientSecret) throws(SignInError) -> String = { try $0.read() },
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.provider = provider
        self.secrets = secrets
        self.now = now
        connection = ProviderConnection(longest: longest)
        directory = ProviderDirectory(provider, connection, now: now)
        verifier = TokenVerifier(provider: provider, directory: directory, now: now)
    }

    /// Where browsers are sent to.
    package func authorizationEndpoint() async throws(SignInError) -> AuthorizationEndpoint {
        let metadata = try await directory.currentMetadata()
        let scopes = provider.scopes.contains("openid") ? provider.scopes : ["openid"] + provider.scopes
        return AuthorizationEndpoint(
            url: metadata.authorizationEndpoint.text, clientID: provider.clientID, scopes: scopes,
            parameters: provider.parameters)
    }

    /// Redeems the code that the browser brought back, and says whose login it was.
    package func signIn(_ code: AuthorizationCode) async throws(SignInError) -> SignedIn {
        let metadata = try await directory.currentMetadata()
        if code.issuer != nil || metadata.namesIssuer, code.issuer != provider.issuer.text {
            throw SignInError(.rejected, "the answer is another identity provider's", detail: "iss")
        }
        let answer = try await redeem(
            [
                ("grant_type", "authorization_code"), ("code", code.code), ("redirect_uri", code.redirect),
                ("code_verifier", code.verifier),
            ], at: metadata)
        guard let token = answer.id_token else {
            throw SignInError(.rejected, "the identity provider does not say who you are", detail: "no id_token")
        }
        let (claims, algorithm) = try await verifier.claims(of: token, for: .login)
        guard let nonce = claims.text("nonce"), nonce.utf8.elementsEqual(code.nonce.utf8) else {
            throw SignInError(.rejected, "the token is that of another login", detail: "nonce")
        }
        try checkHash(claims, algorithm, answer)
        return SignedIn(try identity(of: claims), answer, at: now())
    }

    /// Asks whether a login may go on. The error's code is `refused` if the provider says no, `rejected` if its answer is another's.
    package func renew(_ refreshToken: String, of subject: String) async throws(SignInError) -> SignedIn {
        let metadata = try await directory.currentMetadata()
        let answer = try await redeem(
            [("grant_type", "refresh_token"), ("refresh_token", refreshToken)], at: metadata)
        guard let token = answer.id_token else { return SignedIn(nil, answer, at: now()) }
        let (claims, algorithm) = try await verifier.claims(of: token, for: .login)
        guard claims.text("sub") == subject else {
            throw SignInError(.rejected, "the token is that of somebody else", detail: "sub")
        }
        try checkHash(claims, algorithm, answer)
        return SignedIn(try identity(of: claims), answer, at: now())
    }

    /// Whose a token is that came with a request, and until when it counts.
    package func identity(bearing token: String) async throws(SignInError) -> (identity: Identity, expires: Timestamp) {
        guard let rules = provider.machines else {
            throw SignInError(.rejected, "this server takes no such tokens", detail: "no machines in the settings")
        }
        let (claims, _) = try await verifier.claims(of: token, for: .request(rules))
        guard let expiry = try claims.time("exp"), let issued = try claims.time("iat") else {
            throw SignInError(.rejected, "the token has no times")
        }
        let skew = provider.clockSkew * 1000
        let end =
            min(
                Double(expiry.milliseconds), Double(issued.milliseconds) + rules.longestToken * 1000) + skew
        return (
            try Identity(claims, of: provider, machines: rules), Timestamp(milliseconds: Int64(end))
        )
    }

    /// Whether `text` has the form of a provider's token; cheap.
    package static func looksLikeToken(_ text: String) -> Bool { TokenText.looksLikeOne(text) }

    /// Whose token it says to be, which decides only who is asked for keys; nil if it cannot be read.
    package static func issuer(ofUnverified token: String) -> String? {
        guard let text = try? TokenText(token), let claims = try? TokenClaims(text.payload) else { return nil }
        return claims.text("iss")
    }

    private func identity(of claims: TokenClaims) throws(SignInError) -> Identity {
        try Identity(claims, of: provider, machines: nil)
    }

    private func redeem(
        _ fields: [(name: String, value: String)], at metadata: ProviderMetadata
    ) async throws(SignInError) -> TokenAnswer {
        var fields = fields
        var authorization: String?
        if let place = provider.clientSecret {
            let secret = try secrets(place)
            if metadata.takesSecretInForm {
                fields += [("client_id", provider.clientID), ("client_secret", secret)]
            } else {
                let pair = FormEncoding.escaped(provider.clientID) + ":" + FormEncoding.escaped(secret)
                authorization = "Basic " + Data(pair.utf8).base64EncodedString()
            }
        } else {
            fields.append(("client_id", provider.clientID))
        }
        return try TokenAnswer(
            await connection.post(fields, to: metadata.tokenEndpoint.text, authorization: authorization))
    }

    /// Binds the access token to the login, where the provider does (OpenID Connect Core 1.0, section 3.1.3.6).
    private func checkHash(
        _ claims: TokenClaims, _ algorithm: SignatureAlgorithm, _ answer: TokenAnswer
    ) throws(SignInError) {
        guard let said = claims.text("at_hash") else { return }
        let bytes = Array((answer.access_token ?? "").utf8)
        let half: [UInt8] =
            switch algorithm {
            case .rs256, .ps256, .es256: Array(SHA256.hash(data: bytes).prefix(16))
            case .edDSA: Array(SHA512.hash(data: bytes).prefix(32))
            }
        guard said == Base64URL.encode(half) else {
            throw SignInError(.rejected, "the identity provider's tokens do not belong together", detail: "at_hash")
        }
    }
}
