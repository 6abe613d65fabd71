/// A way to log in: where a browser is sent, and with what.
package struct LoginProviderReport: Hashable, Codable, Sendable {
    /// As the server's settings call it.
    package var name: String
    package var authorizationUrl: String
    package var clientId: String
    package var scopes: [String]
    /// More parameters of the address.
    package var parameters: [String: String]

    package init(
        name: String, authorizationUrl: String, clientId: String, scopes: [String], parameters: [String: String]
    ) {
        self.name = name
        self.authorizationUrl = authorizationUrl
        self.clientId = clientId
        self.scopes = scopes
        self.parameters = parameters
    }
}

/// The name of a way to log in.
package struct LoginProviderName: Hashable, Codable, Sendable {
    package var name: String

    package init(name: String) { self.name = name }
}

/// What a browser brought back from the provider to the program that sent it there.
package struct LoginRequest: Hashable, Codable, Sendable {
    package var code: String
    /// The secret behind the challenge that the provider was shown (PKCE).
    package var verifier: String
    package var nonce: String
    /// The address on the loopback to which the browser came back.
    package var redirectUri: String
    /// The parameter `iss` of that address, if it was there.
    package var issuer: String?

    package init(code: String, verifier: String, nonce: String, redirectUri: String, issuer: String?) {
        self.code = code
        self.verifier = verifier
        self.nonce = nonce
        self.redirectUri = redirectUri
        self.issuer = issuer
    }
}

/// A session at the only moment when its secret is known.
package struct NewSessionReport: Hashable, Codable, Sendable {
    /// The secret. The server keeps no more than its digest.
    package var token: String
    package var session: SessionReport

    package init(token: String, session: SessionReport) {
        self.token = token
        self.session = session
    }
}

/// A session of somebody who logged in.
package struct SessionReport: Hashable, Codable, Sendable {
    package var user: UserName
    package var groups: [GroupName]
    /// When the person last showed the provider who they are.
    package var authenticated: Timestamp?
    package var expires: Timestamp?
    /// What pages send as `X-CSRF-Token` with each request that changes something; nil for others than browsers.
    package var antiForgeryToken: String?

    package init(
        user: UserName, groups: [GroupName], authenticated: Timestamp?, expires: Timestamp?,
        antiForgeryToken: String? = nil
    ) {
        self.user = user
        self.groups = groups
        self.authenticated = authenticated
        self.expires = expires
        self.antiForgeryToken = antiForgeryToken
    }
}
