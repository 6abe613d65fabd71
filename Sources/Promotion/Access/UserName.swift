/// What a person or a service is called, everywhere: in approvals, tokens, the ledger and `access.yaml`. Compared in lower case only:
/// the text has no capitals.
package struct UserName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "user name"

    /// Whoever reads the endpoint file and gives no name. Nobody else can have it.
    package static let administrator = UserName(checked: "administrator")

    /// Lower-case letters, digits and `.`, `_`, `-`, `@`, beginning with a letter or digit; at most 64 bytes.
    package static func problem(in text: String) -> String? {
        guard let first = text.utf8.first else { return "is empty" }
        guard text.utf8.count <= 64 else { return "is longer than 64 characters" }
        func isPlain(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard isPlain(first) else { return "must begin with a lower-case letter or a digit" }
        let allowed = text.utf8.allSatisfy { byte in
            isPlain(byte) || ".-_@".utf8.contains(byte)
        }
        return allowed ? nil : "may have only lower-case letters, digits, '.', '_', '-' and '@'"
    }
}
