package import Promotion

/// What a browser brought back from the provider, with what belongs to its login.
package struct AuthorizationCode: Sendable {
    package let code: String
    package let verifier: String
    package let nonce: String
    /// The address that it was sent back to.
    package let redirect: String
    /// The parameter `iss`, if it was there.
    package let issuer: String?

    package init(code: String, verifier: String, nonce: String, redirect: String, issuer: String?) {
        self.code = code
        self.verifier = verifier
        self.nonce = nonce
        self.redirect = redirect
        self.issuer = issuer
    }
}

/// What the provider said of a login, at its beginning or later.
package struct SignedIn: Sendable {
    /// Nil if, asked again, it said only yes.
    package let identity: Identity?
    /// With which it is asked again; nil if it gave none, or none that is new.
    package let refreshToken: String?
    /// When its own access to what is the user's ends; nil if it does not say.
    package let accessExpires: Timestamp?

    init(_ identity: Identity?, _ answer: TokenAnswer, at now: Timestamp) {
        self.identity = identity
        refreshToken = answer.refresh_token.flatMap { $0.isEmpty ? nil : $0 }
        accessExpires = answer.expires_in.flatMap { seconds in
            (0...1e9).contains(seconds) ? Timestamp(milliseconds: now.milliseconds + Int64(seconds * 1000)) : nil
        }
    }
}
