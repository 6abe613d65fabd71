import Promotion

/// Something wrong, or doubtful, in a definition.
package struct Diagnostic: Hashable, Codable, Sendable {
    package enum Severity: String, Codable, Sendable, CaseIterable {
        /// The definition cannot be used.
        case error
        /// It can be used, but hardly as meant.
        case warning
    }

    package var severity: Severity
    /// The file as its reader was told it.
    package var file: String
    /// From 1; 0 if the problem has no place in a file.
    package var line: Int
    /// From 1, in Unicode scalars; 0 if the problem has no place in a file.
    package var column: Int
    /// The field, such as `spec.steps[2].needs[0]`; empty for the file as a whole.
    package var path: String
    /// What stands there, in words; nil where the message says it.
    package var found: String?
    /// One clause that says what is wrong, without the place and the remedy.
    package var message: String
    /// What may stand there, where that can be listed.
    package var allowed: [String]
    /// The nearest spelling, or what to write instead.
    package var suggestion: String?

    package init(
        severity: Severity = .error, file: String, line: Int, column: Int, path: String, found: String? = nil,
        message: String, allowed: [String] = [], suggestion: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.found = found
        self.message = message
        self.allowed = allowed
        self.suggestion = suggestion
    }
}

extension Diagnostic: CustomStringConvertible {
    /// One line in the form that editors understand: `file:line:column: error: path: message; allowed: …; did you mean …?`.
    package var description: String {
        let place = line > 0 ? ":\(line):\(column)" : ""
        let field = path.isEmpty ? "" : "\(path): "
        let choice = allowed.isEmpty ? "" : "; allowed: \(allowed.joined(separator: ", "))"
        let remedy = suggestion.map { "; did you mean \($0.quotedForMessage)?" } ?? ""
        return "\(file.safeForMessage)\(place): \(severity.rawValue): \(field)\(message)\(choice)\(remedy)"
    }
}

extension String {
    /// The text as it is if it is harmless on a terminal, otherwise quoted with its control characters shown.
    var safeForMessage: String {
        let quoted = quotedForMessage
        return quoted == "'\(self)'" ? self : quoted
    }
}
