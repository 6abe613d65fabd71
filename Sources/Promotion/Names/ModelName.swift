/// The name of a registered model. MLflow's rule: not empty, no `/` and no `:`; ours besides: at most 255 bytes, not
/// `.` or `..`, no control characters, line separators or bidirectional controls, which would rewrite a terminal or a table.
package struct ModelName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "model name"

    package static func problem(in text: String) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= 255 else { return "is longer than 255 bytes" }
        guard text != ".", text != ".." else { return "is a path, not a name" }
        guard !text.utf8.contains(UInt8(ascii: "/")), !text.utf8.contains(UInt8(ascii: ":")) else {
            return "may not contain '/' or ':'"
        }
        return text.unicodeScalars.contains(where: rewritesTerminals) ? "may not contain control characters" : nil
    }

    private static func rewritesTerminals(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isBidiControl
        }
    }
}
