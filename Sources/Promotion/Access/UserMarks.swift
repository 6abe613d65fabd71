/// By what people are recognised, in the one form in which it is compared.
package enum UserMarks {
    /// Names that stand for no person in records.
    package static let reservedNames: Set<String> = ["administrator", "anonymous", "sluice", "git", "run", "everybody"]

    /// An address in lower case. The error says what is wrong.
    package static func email(_ text: String) throws(InvalidName) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>,;:\"()\\#".utf8.contains($0) }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 254, isPlain else {
            throw InvalidName(description: "\(text.quotedForMessage) is no e-mail address")
        }
        return text.lowercased()
    }

    /// A public key in OpenSSH's one-line form, without its comment.
    package static func sshKey(_ text: String) throws(InvalidName) -> String {
        let parts = text.split { $0 == " " || $0 == "\t" }
        let kinds = [
            "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
        ]
        guard parts.count >= 2, kinds.contains(String(parts[0])), isBase64(parts[1]), text.utf8.count <= 4096 else {
            throw InvalidName(
                description:
                    "\(text.quotedForMessage) is no public key such as 'ssh-ed25519 AAAA…', a line of ~/.ssh/id_ed25519.pub"
            )
        }
        return "\(parts[0]) \(parts[1])"
    }

    /// A subject at an identity provider, as `issuer#subject`; the issuer is a URL.
    package static func subject(_ text: String) throws(InvalidName) -> String {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let isURL = parts[0].hasPrefix("https://") || parts[0].hasPrefix("http://")
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard parts.count == 2, isURL, isPlain, !parts[1].isEmpty, text.utf8.count <= 1024 else {
            throw InvalidName(
                description: "\(text.quotedForMessage) is no subject such as 'https://issuer.example#248289761001'")
        }
        return text
    }

    /// Every key's own text begins with the length of its kind, three zero bytes first: `AAAA`.
    private static func isBase64(_ text: Substring) -> Bool {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        let rest = text.utf8.count - digits.count
        return text.hasPrefix("AAAA") && digits.count >= 32 && rest <= 2 && text.utf8.count % 4 == 0
            && text.utf8.suffix(rest).allSatisfy { $0 == UInt8(ascii: "=") }
            && digits.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2F
            }
    }
}
