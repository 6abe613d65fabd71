/// People, groups and roles: the server's own list together with `access.yaml` of a project's protected ref.
package struct AccessPolicy: Hashable, Codable, Sendable {
    package var people: [UserName: Person]
    package var groups: [GroupName: Set<UserName>]
    package var grants: [Grant]
    /// Who may do nothing any more, whatever else says that they may.
    package var disabled: Set<UserName>

    package init(
        people: [UserName: Person] = [:], groups: [GroupName: Set<UserName>] = [:], grants: [Grant] = [],
        disabled: Set<UserName> = []
    ) {
        self.people = people
        self.groups = groups
        self.grants = grants
        self.disabled = disabled
    }

    /// The verbs of `actor` in `environment` of `project`. Nothing is allowed that no grant allows, except to the administrator of the
    /// endpoint file, who may do everything.
    package func verbs(
        of actor: Actor, in project: ProjectName?, _ environment: EnvironmentName?
    ) -> Set<Verb> {
        guard actor.kind != .administrator else { return Set(Verb.allCases) }
        return grants(of: actor.name, in: actor.groups).reduce(into: []) { verbs, grant in
            if grant.covers(project, environment) { verbs.formUnion(grant.role.verbs) }
        }
    }

    /// The grants of somebody of this name, who is in `groups` besides those that are listed here.
    package func grants(of name: UserName, in groups: Set<GroupName> = []) -> [Grant] {
        guard !disabled.contains(name) else { return [] }
        let groups = self.groups(of: name).union(groups)
        return grants.filter { $0.belongs(to: name, of: groups) }
    }

    /// The groups that have `user` as a member.
    package func groups(of user: UserName) -> Set<GroupName> {
        guard !disabled.contains(user) else { return [] }
        return Set(groups.filter { $0.value.contains(user) }.keys)
    }

    /// This policy together with `other`, the file of `project`, for questions about that project alone.
    ///
    /// The file can make nobody an administrator. A group that the server defines, or that it gives a role to, is not the file's to
    /// change; nor is who logs in as whom, or who answers for a service.
    package func adding(_ other: AccessPolicy, of project: ProjectName) -> AccessPolicy {
        var sum = self
        for (name, person) in other.people {
            sum.people[name, default: Person(name: name)].emails.formUnion(person.emails)
            sum.people[name, default: Person(name: name)].sshKeys.formUnion(person.sshKeys)
        }
        for (group, members) in other.groups where !speaks(of: group) { sum.groups[group] = members }
        for var grant in other.grants where grant.role != .administrator {
            grant.project = project
            sum.grants.append(grant)
        }
        return sum
    }

    private func speaks(of group: GroupName) -> Bool {
        groups[group] != nil || grants.contains { $0.holder == .group(group) }
    }
}
