/// A SHA-256 digest: 64 lower-case hexadecimal digits.
package struct Digest: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "SHA-256 digest"

    package static func problem(in text: String) -> String? {
        text.utf8.count == 64 && text.utf8.allSatisfy(isLowerHexDigit) ? nil : "is not 64 hexadecimal digits"
    }

    /// The first 12 digits, for people.
    package var short: String { String(rawValue.prefix(12)) }
}
