/// The full name of a git reference, such as `refs/heads/main`.
///
/// Git allows names that look like options or shell code (`refs/heads/--upload-pack=x`, `refs/heads/$(id)`). They are data here:
/// nothing ever builds a command line or a path from one.
package struct RefName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "reference name"

    /// The rules of `git check-ref-format` for a full name.
    package static func problem(in text: String) -> String? {
        guard text.hasPrefix("refs/") else { return "is not a full name beginning with 'refs/'" }
        guard text.utf8.count <= 1024 else { return "is longer than 1024 bytes" }
        let forbidden: Set<UInt8> = [0x7F, 0x20, 0x7E, 0x5E, 0x3A, 0x3F, 0x2A, 0x5B, 0x5C]
        guard !text.utf8.contains(where: { $0 < 0x20 || forbidden.contains($0) }) else {
            return "has a character that git does not allow"
        }
        // On bytes, as git does: a combining mark after a dot or a slash makes another `Character` of it.
        let bytes = Array(text.utf8)
        let dot = UInt8(ascii: "."), slash = UInt8(ascii: "/")
        let forbiddenPairs: [[UInt8]] = [[dot, dot], Array("@{".utf8)]
        guard !zip(bytes, bytes.dropFirst()).contains(where: { forbiddenPairs.contains([$0, $1]) }), bytes.last != dot
        else {
            return "is not a name that git allows"
        }
        let good = bytes.split(separator: slash, omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.first != dot && !$0.suffix(5).elementsEqual(".lock".utf8)
        }
        return good ? nil : "has a component that git does not allow"
    }

    /// The branch `name`, or nil if git allows no such branch.
    package static func branch(_ name: String) -> RefName? { RefName(rawValue: "refs/heads/" + name) }

    /// The branch name if this is a branch, otherwise the full name: what people call it.
    package var shown: String {
        rawValue.hasPrefix("refs/heads/") ? String(rawValue.dropFirst("refs/heads/".count)) : rawValue
    }

    /// Whether this is a pull or merge request's head, whose code nobody of the project has accepted yet.
    package var isUntrusted: Bool { rawValue.hasPrefix("refs/pull/") || rawValue.hasPrefix("refs/merge-requests/") }
}
