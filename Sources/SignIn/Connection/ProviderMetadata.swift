internal import Foundation

/// What a provider says of itself at `/.well-known/openid-configuration`.
struct ProviderMetadata: Sendable {
    let authorizationEndpoint: ProviderURL
    let tokenEndpoint: ProviderURL
    let keys: ProviderURL
    /// Whether the client's secret goes into the form and not, as is usual, into a header.
    let takesSecretInForm: Bool
    /// Whether each redirect names the issuer (RFC 9207).
    let namesIssuer: Bool

    private struct Document: Decodable {
        let issuer: String
        let authorization_endpoint: String
        let token_endpoint: String
        let jwks_uri: String
        let token_endpoint_auth_methods_supported: [String]?
        let authorization_response_iss_parameter_supported: Bool?
    }

    /// Fails unless the document is `issuer`'s own and all that is needed of it is there, over TLS or on the loopback.
    init(_ body: [UInt8], of issuer: ProviderURL) throws(SignInError) {
        let document: Document
        do { document = try JSONDecoder().decode(Document.self, from: Data(body)) } catch {
            throw Self.unusable("the discovery document is not one: \(error)")
        }
        guard document.issuer.utf8.elementsEqual(issuer.text.utf8) else {
            throw SignInError(
                .misconfigured, "the identity provider is not set up properly; tell the operator of this server",
                detail: "the provider calls itself \(document.issuer.prefix(200)), the settings say \(issuer)")
        }
        authorizationEndpoint = try Self.address(document.authorization_endpoint, "authorization_endpoint", of: issuer)
        tokenEndpoint = try Self.address(document.token_endpoint, "token_endpoint", of: issuer)
        keys = try Self.address(document.jwks_uri, "jwks_uri", of: issuer)
        let methods = document.token_endpoint_auth_methods_supported ?? []
        takesSecretInForm = methods.contains("client_secret_post") && !methods.contains("client_secret_basic")
        namesIssuer = document.authorization_response_iss_parameter_supported ?? false
    }

    /// A provider that is reached over TLS cannot lead to a place without.
    private static func address(
        _ text: String, _ field: String, of issuer: ProviderURL
    ) throws(SignInError) -> ProviderURL {
        guard let url = ProviderURL(text), url.text.hasPrefix("https://") || issuer.text.hasPrefix("http://") else {
            throw unusable("\(field) is no address that may be used: \(text.prefix(200))")
        }
        return url
    }

    private static func unusable(_ detail: String) -> SignInError {
        SignInError(.unavailable, ProviderConnection.silence, detail: detail)
    }
}
