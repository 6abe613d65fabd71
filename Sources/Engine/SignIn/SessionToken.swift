import Catalog
import Crypto
import Promotion

/// The secret of a session: `sluice_ses_<id>_<secret>`. The server keeps its digest only.
package struct SessionToken: Sendable {
    package let text: String
    let id: String

    private static let prefix = "sluice_ses_"
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// A new one. The secret has 260 random bits.
    static func random() -> SessionToken {
        var generator = SystemRandomNumberGenerator()
        func letters(_ count: Int) -> String {
            let bytes = (0..<count).map { _ in alphabet[Int(generator.next() as UInt64 >> 59)] }
            return String(decoding: bytes, as: UTF8.self)
        }
        let id = letters(10)
        return SessionToken(text: "\(prefix)\(id)_\(letters(52))", id: id)
    }

    private init(text: String, id: String) {
        self.text = text
        self.id = id
    }

    /// Nil for text that is the secret of no session.
    package init?(_ text: String) {
        let parts = text.dropFirst(Self.prefix.count).split(separator: "_", omittingEmptySubsequences: false)
        guard text.hasPrefix(Self.prefix), parts.count == 2, parts[0].utf8.count == 10, parts[1].utf8.count == 52 else {
            return nil
        }
        self.init(text: text, id: String(parts[0]))
    }

    var digest: Promotion.Digest { Promotion.Digest(ofText: text) }

    /// What a page that changes something must show besides the cookie: a page of another site cannot read it, nor make it.
    package var antiForgeryToken: String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("sluice anti-forgery 1".utf8), using: SymmetricKey(data: Array(text.utf8)))
        return code.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
