/// The id of a git commit: 40 lower-case hexadecimal digits.
package struct CommitID: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "commit id"

    package static func problem(in text: String) -> String? {
        text.utf8.count == 40 && text.utf8.allSatisfy(isLowerHexDigit) ? nil : "is not 40 hexadecimal digits"
    }

    /// The first 7 digits, for people.
    package var short: String { String(rawValue.prefix(7)) }
}

/// The id of a git tree: 40 lower-case hexadecimal digits. Equal ids mean equal files.
package struct TreeID: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "tree id"

    package static func problem(in text: String) -> String? { CommitID.problem(in: text) }
}

func isLowerHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
