/// The name of a project, which begins the names of its workspaces: lower-case letters, digits and inner hyphens, at most 31.
package struct ProjectName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    package static let noun = "project name"

    package static func problem(in text: String) -> String? { problemInLabel(text, longest: 31) }
}
