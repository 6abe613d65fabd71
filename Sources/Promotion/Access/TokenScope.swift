/// What a token is limited to, below what its owner may do.
package struct TokenScope: Hashable, Codable, Sendable {
    /// Nil for all projects, and for what belongs to none.
    package var projects: Set<ProjectName>?
    /// Nil for all environments, and for what belongs to none.
    package var environments: Set<EnvironmentName>?
    /// Nil for all verbs of the owner.
    package var verbs: Set<Verb>?

    package init(
        projects: Set<ProjectName>? = nil, environments: Set<EnvironmentName>? = nil, verbs: Set<Verb>? = nil
    ) {
        self.projects = projects
        self.environments = environments
        self.verbs = verbs
    }

    /// Whether it lets `verb` through in `environment` of `project`.
    package func covers(_ verb: Verb, _ project: ProjectName?, _ environment: EnvironmentName?) -> Bool {
        if let verbs, !verbs.contains(verb) { return false }
        if let projects, project.map({ projects.contains($0) }) != true { return false }
        if let environments, environment.map({ environments.contains($0) }) != true { return false }
        return true
    }
}
