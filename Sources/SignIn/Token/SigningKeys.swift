internal import Foundation
internal import JWTKit

/// The public keys of a provider that tokens may be signed with. Others, such as for encryption, of kinds that are not known, or
/// symmetric ones, are passed over: one of them must not hide the rest.
struct SigningKeys: Sendable {
    private let keys: [SigningKey]

    private static let most = 100

    private struct Document: Decodable {
        let keys: [Lenient]
    }

    /// A member that is no key is nil and not the end of the set.
    private struct Lenient: Decodable {
        let key: PublishedKey?

        init(from decoder: any Decoder) throws { key = try? PublishedKey(from: decoder) }
    }

    /// Fails if the answer is no key set.
    init(_ body: [UInt8]) async throws(SignInError) {
        let document: Document
        do { document = try JSONDecoder().decode(Document.self, from: Data(body)) } catch {
            throw SignInError(.unavailable, ProviderConnection.silence, detail: "the keys cannot be read: \(error)")
        }
        var keys: [SigningKey] = []
        for published in document.keys.prefix(Self.most).compactMap(\.key) {
            if let key = await published.signingKey() { keys.append(key) }
        }
        self.keys = keys
    }

    /// The key with this id that fits the algorithm. Without an id, the only one that fits.
    func key(_ id: String?, for algorithm: SignatureAlgorithm) -> SigningKey? {
        let fitting = keys.filter { $0.verifiers[algorithm] != nil && (id == nil || $0.id == id) }
        return fitting.count == 1 ? fitting[0] : nil
    }
}

/// One public key, with each way in which it may be used.
struct SigningKey: Sendable {
    let id: String?
    let verifiers: [SignatureAlgorithm: any JWTAlgorithm]

    /// Whether `signature` is this key's over `bytes`.
    func isValid(_ signature: [UInt8], over bytes: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        // Signatures that have not even the right length are errors there.
        (try? verifiers[algorithm]?.verify(signature, signs: bytes)) ?? false
    }
}

/// A key as providers write it (RFC 7517, RFC 8037), as far as it is public.
private struct PublishedKey: Decodable {
    let kty: String
    let kid: String?
    let alg: String?
    let use: String?
    let key_ops: [String]?
    let crv: String?
    let n: String?
    let e: String?
    let x: String?
    let y: String?

    /// Nil if it is not for signatures, or not of a kind that is taken. The kind of key decides which algorithms it may be used with,
    /// never a token.
    func signingKey() async -> SigningKey? {
        guard use ?? "sig" == "sig", key_ops?.contains("verify") ?? true else { return nil }
        let fitting: [SignatureAlgorithm] =
            switch (kty, crv) {
            case ("RSA", _): [.rs256, .ps256]
            case ("EC", "P-256"): [.es256]
            case ("OKP", "Ed25519"): [.edDSA]
            default: []
            }
        var verifiers: [SignatureAlgorithm: any JWTAlgorithm] = [:]
        for algorithm in fitting where alg == nil || alg == algorithm.rawValue {
            verifiers[algorithm] = await verifier(for: algorithm)
        }
        return verifiers.isEmpty ? nil : SigningKey(id: kid, verifiers: verifiers)
    }

    /// Nil for numbers that make no key, and for RSA keys below 2048 bits.
    private func verifier(for algorithm: SignatureAlgorithm) async -> (any JWTAlgorithm)? {
        let id = JWKIdentifier(string: "key")
        let key: JWK =
            switch algorithm {
            case .rs256: .rsa(.rs256, identifier: id, modulus: n, exponent: e)
            case .ps256: .rsa(.ps256, identifier: id, modulus: n, exponent: e)
            case .es256: .ecdsa(.es256, identifier: id, x: x, y: y, curve: .p256)
            case .edDSA: .octetKeyPair(.eddsa, identifier: id, x: x, y: nil, curve: .ed25519)
            }
        return try? await JWTKeyCollection().add(jwk: key).getKey(for: id)
    }
}
