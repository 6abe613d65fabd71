internal import Promotion

/// Decides whether a token is to be believed: who signed it and how, when, and for whom.
struct TokenVerifier: Sendable {
    /// What the token is shown as. One kind never passes for the other.
    enum Use: Hashable, Sendable {
        /// Says that somebody has logged in with our client id.
        case login
        /// Comes with a request.
        case request(MachineRules)
    }

    let provider: IdentityProvider
    let directory: ProviderDirectory
    let now: @Sendable () -> Timestamp

    /// The claims, and how they were signed.
    func claims(
        of text: String, for use: Use
    ) async throws(SignInError) -> (claims: TokenClaims, algorithm: SignatureAlgorithm) {
        let token = try TokenText(text)
        let algorithm = try checkHeader(token.header, use)
        guard let key = try await directory.key(token.header.kid, for: algorithm) else {
            throw rejected("the token is not signed with a key of the identity provider", "kid, or kind of key")
        }
        guard key.isValid(token.signature, over: token.signed, by: algorithm) else {
            throw rejected("the token's signature is wrong")
        }
        let claims = try TokenClaims(token.payload)
        try checkIssuer(claims)
        try checkTimes(claims, use)
        try checkAudience(claims, use)
        return (claims, algorithm)
    }

    /// The algorithm is one that the settings allow; whether the key is for it is the key's to say.
    private func checkHeader(_ header: TokenText.Header, _ use: Use) throws(SignInError) -> SignatureAlgorithm {
        guard let algorithm = SignatureAlgorithm(rawValue: header.alg), provider.algorithms.contains(algorithm) else {
            throw rejected("the token is signed in a way that this server does not take", "alg")
        }
        guard header.crit == nil else { throw rejected("the token asks for what this server does not know", "crit") }
        let types: Set<String> =
            switch use {
            case .login: ["jwt"]
            case .request: ["jwt", "at+jwt", "application/at+jwt"]
            }
        guard let type = header.typ?.lowercased() else { return algorithm }
        guard types.contains(type) else { throw rejected("the token is of another type", "typ") }
        return algorithm
    }

    private func checkIssuer(_ claims: TokenClaims) throws(SignInError) {
        guard let issuer = claims.text("iss"), issuer.utf8.elementsEqual(provider.issuer.text.utf8) else {
            throw rejected("the token is another issuer's", "iss")
        }
        guard let subject = claims.text("sub"), subject.utf8.count <= 255 else {
            throw rejected("the token does not say whose it is", "sub")
        }
    }

    private func checkTimes(_ claims: TokenClaims, _ use: Use) throws(SignInError) {
        let now = Double(now().milliseconds)
        let skew = provider.clockSkew * 1000
        guard let expires = try claims.time("exp"), let issued = try claims.time("iat") else {
            throw rejected("the token does not say when it was issued and when it expires", "exp, iat")
        }
        guard Double(expires.milliseconds) + skew > now else { throw rejected("the token has expired", "exp") }
        guard Double(issued.milliseconds) - skew <= now else {
            throw rejected("the token was issued in the future; compare the clocks", "iat")
        }
        if let begins = try claims.time("nbf"), Double(begins.milliseconds) - skew > now {
            throw rejected("the token does not count yet", "nbf")
        }
        if case .request(let rules) = use,
            Double(issued.milliseconds) + rules.longestToken * 1000 + skew <= now
        {
            throw rejected("the token was issued too long ago; fetch a new one", "iat")
        }
    }

    private func checkAudience(_ claims: TokenClaims, _ use: Use) throws(SignInError) {
        let audiences = claims.audiences
        switch use {
        case .request(let rules):
            guard !rules.audiences.isDisjoint(with: audiences) else {
                throw rejected("the token is not for this server", "aud")
            }
        case .login:
            // OpenID Connect Core 1.0, section 3.1.3.7.
            guard audiences.contains(provider.clientID) else {
                throw rejected("the token is not for this server", "aud")
            }
            let party = claims.text("azp")
            guard party == provider.clientID || (party == nil && Set(audiences).count == 1) else {
                throw rejected("the token is not for this server", "azp")
            }
        }
    }

    private func rejected(_ message: String, _ detail: String = "") -> SignInError {
        SignInError(.rejected, message, detail: detail)
    }
}
