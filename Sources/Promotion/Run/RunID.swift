/// The id of a run, `<project>-<environment>-<number>`: unique on a server, and short enough to type.
package struct RunID: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package init(workspace: WorkspaceName, number: Int) { rawValue = "\(workspace)-\(number)" }

    package static let noun = "run id"

    package static func problem(in text: String) -> String? { problemInLabel(text, longest: 80) }
}
