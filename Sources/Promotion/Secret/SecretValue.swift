/// A secret's value: text for an environment variable. It shows nothing of itself where it is printed.
package struct SecretValue: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// For the places where it is sealed, and handed to a step.
    package let text: String

    /// As much as an environment variable may reasonably have.
    package static let mostBytes = 32 << 10
    /// Less could not be masked in a log without masking much else.
    package static let leastBytes = 8

    /// Checks what somebody typed or piped in. The error says nothing about the value but its length.
    package init(validating text: String) throws(InvalidSecret) {
        let count = text.utf8.count
        guard count >= Self.leastBytes else {
            throw InvalidSecret(
                description: "the value has \(count) bytes; at least \(Self.leastBytes) are needed, "
                    + "for shorter ones could not be masked in logs")
        }
        guard count <= Self.mostBytes else {
            throw InvalidSecret(description: "the value has \(count) bytes; at most \(Self.mostBytes) are allowed")
        }
        guard !text.utf8.contains(0) else { throw InvalidSecret(description: "the value has a NUL character in it") }
        self.text = text
    }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why a text cannot be a secret's value.
package struct InvalidSecret: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
