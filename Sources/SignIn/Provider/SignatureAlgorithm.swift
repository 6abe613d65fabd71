/// How a token may be signed: with a private key that only the provider has. There is no `none`, and no secret that both sides share.
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"
}
