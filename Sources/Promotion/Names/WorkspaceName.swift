/// The name of an environment's workspace, `<project>-<environment>`, or `default`, the sandbox from which nothing is promoted.
///
/// MLflow clients see it as an MLflow workspace: `^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`, 2 to 63 characters.
package struct WorkspaceName: Name {
    package let rawValue: String

    package init(checked rawValue: String) { self.rawValue = rawValue }

    /// The workspace in which `environment` of `project` works.
    package init(project: ProjectName, environment: EnvironmentName) {
        rawValue = "\(project)-\(environment)"
    }

    /// The sandbox: nothing in it is guarded, and nothing is promoted from it.
    package static let sandbox = WorkspaceName(checked: "default")

    package static let noun = "workspace name"

    package static func problem(in text: String) -> String? {
        if let problem = problemInLabel(text, longest: 63) { return problem }
        guard text.utf8.count >= 2 else { return "is shorter than 2 characters" }
        guard !["workspaces", "api", "ajax-api", "static-files"].contains(text) else { return "is reserved" }
        return nil
    }
}
