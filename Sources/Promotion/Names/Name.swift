/// A name that came from outside and was checked once, where it came in.
///
/// A value of a conforming type is proof that its text is safe in paths, in environment variables and on a command line.
package protocol Name: RawRepresentable<String>, Hashable, Comparable, Codable, Sendable, CustomStringConvertible,
    CodingKeyRepresentable
{
    /// Wraps text that `problem(in:)` accepted.
    init(checked rawValue: String)

    /// What a message calls it, such as `project name`.
    static var noun: String { get }

    /// Why `text` cannot be this name, or nil if it can.
    static func problem(in text: String) -> String?
}

/// Text from outside that cannot be the name it was meant to be.
package struct InvalidName: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

extension Name {
    package init?(rawValue: String) {
        guard Self.problem(in: rawValue) == nil else { return nil }
        self.init(checked: rawValue)
    }

    /// Checks `text`; the error says what is wrong with it and what is allowed.
    package init(validating text: String) throws(InvalidName) {
        if let problem = Self.problem(in: text) {
            throw InvalidName(description: "\(Self.noun) \(text.quotedForMessage) \(problem)")
        }
        self.init(checked: text)
    }

    package var description: String { rawValue }

    /// Names are equal if their bytes are. Swift's own equality is canonical equivalence: under it two branches of one git
    /// repository, `é` as one scalar and as two, would be one.
    package static func == (left: Self, right: Self) -> Bool {
        guard left.rawValue == right.rawValue, left.rawValue.utf8.count == right.rawValue.utf8.count else {
            return false
        }
        // As many UTF-16 units as bytes means ASCII, known without a look at the text, and nothing else of that length is
        // equivalent to it.
        return left.rawValue.utf16.count == left.rawValue.utf8.count
            || left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    /// A total order that agrees with `==`.
    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue == right.rawValue
            ? left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8) : left.rawValue < right.rawValue
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(validating: text)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package var codingKey: any CodingKey { NameCodingKey(stringValue: rawValue) }

    package init?(codingKey: some CodingKey) { self.init(rawValue: codingKey.stringValue) }
}

/// Lets names be the keys of encoded dictionaries.
private struct NameCodingKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension String {
    /// The text in single quotes, with control characters shown as `\u{…}` and cut at 80 characters, so that a hostile name
    /// cannot rewrite a terminal or a log.
    package var quotedForMessage: String {
        var shown = "'"
        for (count, scalar) in unicodeScalars.enumerated() {
            if count == 80 {
                shown += "…"
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown + "'"
    }
}

/// Shared by names that follow the rule of MLflow workspaces: lower-case letters, digits and inner hyphens.
func problemInLabel(_ text: String, longest: Int) -> String? {
    guard !text.isEmpty else { return "is empty" }
    guard text.utf8.count <= longest else { return "is longer than \(longest) characters" }
    let allowed = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
    guard allowed else { return "may have only lower-case letters, digits and '-'" }
    guard text.utf8.first != UInt8(ascii: "-"), text.utf8.last != UInt8(ascii: "-") else {
        return "may not begin or end with '-'"
    }
    return nil
}

/// Shared by names that become part of an identifier: ASCII letters, digits, `_`, `-` and `.`, beginning with a letter or `_`.
func problemInIdentifier(_ text: String, longest: Int) -> String? {
    guard let first = text.utf8.first else { return "is empty" }
    guard text.utf8.count <= longest else { return "is longer than \(longest) characters" }
    func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    guard isLetter(first) else { return "must begin with a letter or '_'" }
    let allowed = text.utf8.allSatisfy { byte in
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }
    return allowed ? nil : "may have only letters, digits, '_', '-' and '.'"
}
