package import Catalog
internal import Foundation

/// The page tokens of one search: the sort values of the page's last row, and a digest of what was searched, so that a token is good for
/// the search that gave it and for no other. Opaque to clients.
package struct SearchToken: Sendable {
    private let digest: String
    private static let mostValues = 200

    /// The parts are what the search consists of, such as workspace, filter, order and experiments.
    package init(of parts: [[String]]) {
        // FNV-1a. It tells searches apart, and guards nothing: whoever forges a token sees what any search would show.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for part in parts {
            for text in part {
                for byte in text.utf8 { add(byte) }
                add(0xFF)
            }
            add(0xFE)
        }
        digest = String(hash, radix: 36)
    }

    /// The token of the page behind `cursor`; nil without one.
    package func encode(_ cursor: SearchCursor?) -> String? {
        guard let cursor else { return nil }
        var content = JSONObject()
        content.set("d", digest)
        content.list("k", texts: cursor.values.map(Self.text))
        return Data(content.finished()).base64EncodedString()
    }

    /// Where the page begins; nil without a token. Throws `MLflowError` with 400 for one that is damaged or of another search.
    package func decode(_ token: String?, count: Int) throws -> SearchCursor? {
        guard let token, !token.isEmpty else { return nil }
        let content = try PageToken.content(of: token)
        guard case .string(let found)? = content["d"], case .array(let elements)? = content["k"],
            elements.count <= Self.mostValues
        else { throw MLflowError.invalid("Invalid page token, it was not given by this server") }
        guard found == digest else {
            throw MLflowError.invalid(
                "Invalid page token, it belongs to a search with another filter, order_by or other experiments")
        }
        let values = elements.compactMap(Self.value)
        guard values.count == elements.count, values.count == count else {
            throw MLflowError.invalid("Invalid page token, it was not given by this server")
        }
        return SearchCursor(values: values)
    }

    /// A number keeps each of its bits.
    private static func text(_ value: CatalogValue) -> String {
        switch value {
        case .integer(let integer): "i\(integer)"
        case .real(let real): "r\(real.bitPattern)"
        case .text(let text): "t\(text)"
        case .null, .blob: "n"
        }
    }

    private static func value(_ element: JSON) -> CatalogValue? {
        guard case .string(let text) = element, let kind = text.unicodeScalars.first else { return nil }
        let rest = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst()))
        switch kind {
        case "i": return Int64(rest).map(CatalogValue.integer)
        case "r":
            guard let bits = UInt64(rest), !Double(bitPattern: bits).isNaN else { return nil }
            return .real(Double(bitPattern: bits))
        case "t": return .text(rest)
        default: return nil
        }
    }
}
