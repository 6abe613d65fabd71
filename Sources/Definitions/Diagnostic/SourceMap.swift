/// A place in a text: line and column from 1, the column in Unicode scalars.
struct Position: Hashable, Comparable, Sendable {
    var line: Int
    var column: Int

    static let start = Position(line: 1, column: 1)

    static func < (left: Position, right: Position) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// Where the fields of one file stand.
package struct SourceMap: Hashable, Sendable {
    /// The file as its reader was told it.
    package let file: String
    var positions: [String: Position] = [:]

    init(file: String) { self.file = file }

    /// The place of the field at `path`, or of the nearest field around it that is in the file.
    func position(of path: String) -> Position? {
        var path = path[...]
        while true {
            if let found = positions[String(path)] { return found }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return positions[""] }
            path = path[..<cut]
        }
    }

    /// A diagnostic at the place of `path`.
    func diagnostic(
        _ severity: Diagnostic.Severity = .error, at path: String, found: String? = nil, _ message: String,
        allowed: [String] = [], suggestion: String? = nil
    ) -> Diagnostic {
        let position = position(of: path) ?? Position(line: 0, column: 0)
        return Diagnostic(
            severity: severity, file: file, line: position.line, column: position.column, path: path, found: found,
            message: message, allowed: allowed, suggestion: suggestion)
    }
}
