internal import Promotion

/// A client's name for an artifact, such as `model/MLmodel`: a relative path of plain components.
///
/// It is data: the store never opens it. It is checked all the same, because clients write downloads under it. Whoever takes it
/// from a URL decodes percent signs exactly once before; a `%` that is left is an ordinary character. U+FFFD is refused, since it is
/// what decoders put for bytes that are not UTF-8. Two paths are equal only
/// if their bytes are, unlike Swift strings, for which composed and decomposed accents are the same.
package struct ArtifactPath: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "artifact path"

    package static func problem(in text: String) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= 1024 else { return "is longer than 1024 bytes" }
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: return "has a control character"
            default: break
            }
            if scalar == "\u{FFFD}" { return "has bytes that are not UTF-8" }
            if scalar == "\\" { return "has a backslash; components are separated by '/'" }
        }
        guard text.utf8.first != UInt8(ascii: "/") else { return "is absolute; it must be relative" }
        for component in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if component.isEmpty { return "has an empty component" }
            if component.elementsEqual(".".utf8) { return "has the component '.'" }
            if component.elementsEqual("..".utf8) { return "has the component '..'" }
            if component.count > 255 { return "has a component longer than 255 bytes" }
        }
        return nil
    }

    package static func == (left: Self, right: Self) -> Bool { left.rawValue.utf8.elementsEqual(right.rawValue.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in rawValue.utf8 { hasher.combine(byte) }
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }

    /// The folders above it, outermost first: `a` and `a/b` for `a/b/c`.
    package var folders: [ArtifactPath] {
        // By bytes: a slash with a combining accent behind it is one character, and not equal to a slash.
        rawValue.utf8.indices.filter { rawValue.utf8[$0] == UInt8(ascii: "/") }
            .map { ArtifactPath(checked: String(rawValue[..<$0])) }
    }
}
