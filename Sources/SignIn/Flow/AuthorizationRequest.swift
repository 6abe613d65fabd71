internal import Crypto

/// The secrets of one login, made by whoever opens the browser: none of them is of use without the others.
package struct AuthorizationRequest: Hashable, Codable, Sendable {
    /// Comes back with the browser: who did not send it off does not know it.
    package let state: String
    /// Comes back in the token: a token of another login has another.
    package let nonce: String
    /// Shown when the code is redeemed: a stolen code is worth nothing without it (PKCE, RFC 7636).
    package let verifier: String

    /// New ones, of 256 random bits each.
    package static func random() -> AuthorizationRequest {
        AuthorizationRequest(state: token(), nonce: token(), verifier: token())
    }

    /// The address to which the browser is sent. `showsAgain` asks the provider not to be content with an earlier login.
    package func url(at endpoint: AuthorizationEndpoint, redirect: String, showsAgain: Bool = false) -> String {
        var fields = endpoint.parameters.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        fields += [
            ("response_type", "code"), ("client_id", endpoint.clientID), ("redirect_uri", redirect),
            ("scope", endpoint.scopes.joined(separator: " ")), ("state", state), ("nonce", nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        if showsAgain, endpoint.parameters["prompt"] == nil { fields.append(("prompt", "login")) }
        return endpoint.url + (endpoint.url.contains("?") ? "&" : "?") + FormEncoding.text(of: fields)
    }

    /// The SHA-256 of the verifier, which alone the provider sees first.
    package var challenge: String { Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))) }

    private static func token() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }
}

/// Where and with what a browser is sent to log in.
package struct AuthorizationEndpoint: Hashable, Sendable {
    package let url: String
    package let clientID: String
    package let scopes: [String]
    package let parameters: [String: String]

    package init(url: String, clientID: String, scopes: [String], parameters: [String: String]) {
        self.url = url
        self.clientID = clientID
        self.scopes = scopes
        self.parameters = parameters
    }
}
