import Promotion

/// The reading of one file: collects what is wrong with it and where its fields stand. Used by one thread.
final class Reading {
    /// More are not kept: a file with so many is not the file it was meant to be.
    static let mostDiagnostics = 200

    private(set) var diagnostics: [Diagnostic] = []
    private(set) var map: SourceMap
    /// Set once the text could be parsed.
    var source: SourceText?

    init(file: String) { map = SourceMap(file: file) }

    /// Remembers where the value of a field begins.
    func note(_ path: FieldPath, at position: Position) { map.positions[path.text] = position }

    func report(
        _ severity: Diagnostic.Severity = .error, at position: Position, path: FieldPath, found: String? = nil,
        _ message: String, allowed: [String] = [], suggestion: String? = nil
    ) {
        guard diagnostics.count < Self.mostDiagnostics else { return }
        diagnostics.append(
            Diagnostic(
                severity: severity, file: map.file, line: position.line, column: position.column, path: path.text,
                found: found, message: message, allowed: allowed, suggestion: suggestion))
    }

    func add(_ found: [Diagnostic]) { diagnostics += found.prefix(Self.mostDiagnostics - diagnostics.count) }

    /// The diagnostics in the order of the text.
    var sortedDiagnostics: [Diagnostic] {
        diagnostics.enumerated()
            .sorted {
                ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
            }
            .map(\.element)
    }
}

/// The way from a file's root to a field, such as `spec.steps[2].needs[0]`.
struct FieldPath: Hashable {
    private(set) var text = ""

    subscript(key: String) -> FieldPath {
        let plain = !key.isEmpty && key.utf8.count <= 64 && key.utf8.allSatisfy { isIdentifier($0) }
        if !plain { return FieldPath(text: "\(text)[\(key.quotedForMessage)]") }
        return FieldPath(text: text.isEmpty ? key : "\(text).\(key)")
    }

    subscript(index: Int) -> FieldPath { FieldPath(text: "\(text)[\(index)]") }

    private func isIdentifier(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
}
