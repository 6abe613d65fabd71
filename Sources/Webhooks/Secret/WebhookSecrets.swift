internal import Crypto
internal import Foundation
internal import Synchronization

/// Keeps the secrets of webhooks unreadable in the catalog: AES-GCM with a key that is elsewhere. What is sealed for one webhook opens
/// for no other.
package final class WebhookSecrets: Sendable {
    private let read: @Sendable () throws -> [UInt8]
    private let key = Mutex<SymmetricKey?>(nil)

    /// - Parameter key: gives 32 bytes, always the same; asked when they are first needed.
    package init(key: @escaping @Sendable () throws -> [UInt8]) { read = key }

    /// The sealed secret, as text.
    package func seal(_ secret: String, for webhook: String) throws(WebhookError) -> String {
        do {
            let box = try AES.GCM.seal(Data(secret.utf8), using: symmetricKey(), authenticating: Data(webhook.utf8))
            guard let combined = box.combined else { throw CocoaError(.coderInvalidValue) }
            return combined.base64EncodedString()
        } catch { throw WebhookError(.secret, "the secret cannot be sealed: \(error)") }
    }

    /// The secret. Fails if the key is another one or the text was changed.
    package func open(_ sealed: String, for webhook: String) throws(WebhookError) -> String {
        do {
            guard let combined = Data(base64Encoded: sealed) else { throw CocoaError(.coderInvalidValue) }
            let secret = try AES.GCM.open(
                AES.GCM.SealedBox(combined: combined), using: symmetricKey(), authenticating: Data(webhook.utf8))
            return String(decoding: secret, as: UTF8.self)
        } catch {
            throw WebhookError(
                .secret, "the webhook's secret cannot be read with the server's key, set it again: \(error)")
        }
    }

    private func symmetricKey() throws -> SymmetricKey {
        try key.withLock { key in
            if let key { return key }
            let made = SymmetricKey(data: try read())
            key = made
            return made
        }
    }
}
