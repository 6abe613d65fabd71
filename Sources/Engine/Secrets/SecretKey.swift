import Catalog
import Crypto
import Foundation
import Promotion

/// A key that seals secrets: AES-256-GCM with a fresh nonce for each value, which opens only as what it was sealed for.
struct SecretKey: Sendable {
    private let key: SymmetricKey
    /// Tells keys apart, and says nothing about this one.
    let fingerprint: String

    init(_ bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
        let digest = HMAC<SHA256>.authenticationCode(for: Data("sluice: which key is this?".utf8), using: key)
        fingerprint = digest.prefix(6).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The value, sealed as that of `secret` with its version and its repository's address.
    func seal(_ value: SecretValue, as secret: SecretRecord) throws(EngineError) -> SealedSecret {
        do {
            let box = try AES.GCM.seal(Data(value.text.utf8), using: key, authenticating: Self.name(of: secret))
            guard let combined = box.combined else { throw CocoaError(.coderInvalidValue) }
            return SealedSecret(text: combined.base64EncodedString(), key: fingerprint)
        } catch {
            throw EngineError(.broken, "secret '\(secret.name)' cannot be sealed")
        }
    }

    /// The value. Throws `unavailable` if it was sealed with another key, or is damaged.
    func open(_ sealed: SealedSecret, of secret: SecretRecord) throws(EngineError) -> SecretValue {
        guard sealed.key == fingerprint else {
            throw EngineError(
                .unavailable,
                "secret '\(secret.name)' of '\(secret.environment)' was sealed with key \(sealed.key), and the server has key "
                    + "\(fingerprint); bring that key back ('secrets.key' in the home folder, or what server.yaml or "
                    + "\(SecretKeyText.variable) name), or set the secret again")
        }
        do {
            guard let combined = Data(base64Encoded: sealed.text) else { throw CocoaError(.coderInvalidValue) }
            let bytes = try AES.GCM.open(
                AES.GCM.SealedBox(combined: combined), using: key, authenticating: Self.name(of: secret))
            return try SecretValue(validating: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw EngineError(
                .unavailable,
                "the stored value of secret '\(secret.name)' of '\(secret.environment)' is damaged, or belongs to something "
                    + "else; set it again")
        }
    }

    /// All that a value is bound to, each part with its length, so that nothing can be moved from one to the next.
    private static func name(of secret: SecretRecord) -> Data {
        let parts = [
            "sluice secret 1", secret.project.rawValue, secret.environment.rawValue, secret.name.rawValue,
            String(secret.version), secret.source,
        ]
        return Data(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8)
    }
}
