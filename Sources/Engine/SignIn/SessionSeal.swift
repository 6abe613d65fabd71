import Crypto
import Foundation
import Promotion
import Synchronization

/// Keeps what belongs to logins unreadable where others could see or change it: AES-GCM with a key that is only in the home folder.
/// What is sealed for one purpose opens for no other.
package final class SessionSeal: Sendable {
    private let read: @Sendable () throws -> [UInt8]
    private let key = Mutex<SymmetricKey?>(nil)

    init(key: @escaping @Sendable () throws -> [UInt8]) { read = key }

    /// The sealed text, of characters that cookies may have.
    package func seal(_ text: String, for purpose: String) throws -> String {
        let box = try AES.GCM.seal(Data(text.utf8), using: symmetricKey(), authenticating: Data(purpose.utf8))
        guard let combined = box.combined else { throw CocoaError(.coderInvalidValue) }
        return combined.base64EncodedString()
    }

    /// The text; nil if it was sealed for another purpose or with another key, or was changed.
    package func open(_ sealed: String, for purpose: String) throws -> String? {
        let key = try symmetricKey()
        guard let combined = Data(base64Encoded: sealed), let box = try? AES.GCM.SealedBox(combined: combined),
            let bytes = try? AES.GCM.open(box, using: key, authenticating: Data(purpose.utf8))
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
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
