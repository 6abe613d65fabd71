internal import Foundation

/// A signed token (JWS, compact) taken apart, and nothing of it believed.
struct TokenText: Sendable {
    /// What says how it is signed. Other members, such as keys or addresses of keys, are passed over.
    struct Header: Decodable, Sendable {
        let alg: String
        let kid: String?
        let typ: String?
        let crit: Nothing?
    }

    /// Takes any value: only that it is there matters.
    struct Nothing: Decodable, Sendable {
        init(from decoder: any Decoder) throws {}
    }

    let header: Header
    /// What the signature is over.
    let signed: [UInt8]
    let payload: [UInt8]
    let signature: [UInt8]

    /// More is no token of ours.
    static let longest = 16 << 10

    /// Fails on everything but three parts in base64url without padding, the first of them a header.
    init(_ text: String) throws(SignInError) {
        guard text.utf8.count <= Self.longest else { throw Self.malformed("it is too long") }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw Self.malformed("it has not three parts in base64url") }
        do { header = try JSONDecoder().decode(Header.self, from: Data(head)) } catch {
            throw Self.malformed("its header cannot be read")
        }
        signed = Array(text.utf8.prefix(parts[0].count + 1 + parts[1].count))
        self.payload = payload
        self.signature = signature
    }

    /// Whether `text` has the form of such a token; cheap.
    static func looksLikeOne(_ text: String) -> Bool {
        text.hasPrefix("eyJ") && text.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    private static func malformed(_ detail: String) -> SignInError {
        SignInError(.rejected, "the token is malformed", detail: detail)
    }
}

/// Base64 for addresses (RFC 4648, section 5), without padding.
package enum Base64URL {
    /// The text for `bytes`.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(Array(bytes)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }

    /// Nil for text with padding, other characters, or bits that stand for nothing.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var standard: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: standard.append(byte)
            }
        }
        while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
        guard let data = Data(base64Encoded: Data(standard)), encode(data).utf8.elementsEqual(text) else { return nil }
        return Array(data)
    }
}
