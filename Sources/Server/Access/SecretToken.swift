/// A secret that is compared in a time that says nothing about it.
package struct SecretToken: Sendable {
    /// For the one place where it is handed out.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// 32 bytes from the system's random generator, in hexadecimal.
    package static func random() -> SecretToken {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<64).map { _ in String(Int.random(in: 0..<16, using: &generator), radix: 16) }
        return SecretToken(digits.joined())
    }

    /// Whether `other` is this secret. Looks at every byte of `other`, wherever the first difference is.
    func matches(_ other: String) -> Bool {
        let mine = Array(text.utf8)
        var difference = UInt(bitPattern: mine.count ^ other.utf8.count)
        for (index, byte) in other.utf8.enumerated() { difference |= UInt(byte ^ mine[index % mine.count]) }
        return difference == 0 && !mine.isEmpty
    }
}
