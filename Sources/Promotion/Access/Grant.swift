/// A role that somebody has, and where. As JSON: `{"role": "engineer", "holder": {"user": "ann"}, "project": "churn"}`.
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

/// As an object with one of two keys.
extension Grant.Holder {
    private enum Key: String, CodingKey {
        case user, group
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let user = try container.decodeIfPresent(UserName.self, forKey: .user)
        let group = try container.decodeIfPresent(GroupName.self, forKey: .group)
        switch (user, group) {
        case (let user?, nil): self = .user(user)
        case (nil, let group?): self = .group(group)
        case (nil, nil), (_?, _?):
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "name one 'user' or one 'group'"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .user(let name): try container.encode(name, forKey: .user)
        case .group(let name): try container.encode(name, forKey: .group)
        }
    }
}
