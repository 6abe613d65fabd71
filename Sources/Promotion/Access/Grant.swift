/// A role that somebody has, and where.
package struct Grant: Hashable, Codable, Sendable {
    package var role: Role
    package var holder: Holder
    /// Nil for all projects.
    package var project: ProjectName?
    /// Nil for all environments of the project, and for what belongs to none.
    package var environments: Set<EnvironmentName>?

    package enum Holder: Hashable, Codable, Sendable {
        case user(UserName)
        case group(GroupName)
    }

    package init(
        _ role: Role, to holder: Holder, project: ProjectName? = nil, environments: Set<EnvironmentName>? = nil
    ) {
        self.role = role
        self.holder = holder
        self.project = project
        self.environments = environments
    }

    /// Whether it reaches `environment` of `project`; nil asks for what belongs to no environment, or to no project.
    package func covers(_ project: ProjectName?, _ environment: EnvironmentName?) -> Bool {
        if let own = self.project, own != project { return false }
        guard let environments else { return true }
        return environment.map { environments.contains($0) } ?? false
    }

    /// Whether it is that of somebody with this name in these groups.
    package func belongs(to name: UserName, of groups: Set<GroupName>) -> Bool {
        switch holder {
        case .user(let holder): holder == name
        case .group(let holder): groups.contains(holder)
        }
    }
}
