import Promotion
import Yams

/// Says in a person's words what libyaml did not like.
enum YAMLSyntaxProblem {
    static func explain(_ error: any Error, in source: SourceText) -> (Position, String) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let position = Position(line: mark.line, column: mark.column)
            return (position, known(problem, before: source[position]) ?? unknown(problem, context))
        case .reader(let problem, let offset, let value, _):
            let shown = value >= 0 ? " (character \(String(value, radix: 16)))" : ""
            return (
                offset.map { source.position(ofCharacter: $0) } ?? .start, "cannot be read as text: \(problem)\(shown)"
            )
        default: return (.start, "cannot be read as YAML")
        }
    }

    private static func known(_ problem: String, before scalar: Unicode.Scalar?) -> String? {
        if problem.contains("nesting") {
            return "lists and mappings are nested more than \(YAMLBounds.depth) deep"
        }
        if problem.contains("another document") { return "a definition file holds one document; this is a second one" }
        if problem.contains("undefined alias") {
            return "text that begins with '*' is an alias in YAML, which definitions do not know; put it in quotes"
        }
        if problem.contains("alphabetic or numeric") {
            return "text that begins with '*' or '&' must be in quotes"
        }
        guard problem.contains("cannot start any token"), let scalar else { return nil }
        return scalar == "\t"
            ? "a tab cannot indent in YAML; use spaces"
            : "text that begins with \(String(scalar).quotedForMessage) must be in quotes"
    }

    private static func unknown(_ problem: String, _ context: YamlError.Context?) -> String {
        let place = context.map { ", \($0.text) that begins on line \($0.mark.line)" } ?? ""
        return "is not valid YAML: \(problem)\(place)"
    }
}
