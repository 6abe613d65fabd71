/// People, groups and roles: the server's own list together with `access.yaml` of a project's protected ref.
package struct AccessPolicy: Hashable, Codable, Sendable {
    package var people: [UserName: Person]
    package var groups: [GroupName: Set<UserName>]
    package var grants: [Grant]

    package init(
        people: [UserName: Person] = [:], groups: [GroupName: Set<UserName>] = [:], grants: [Grant] = []
    ) {
        self.people = people
        self.groups = groups
        self.grants = grants
    }

    /// The verbs of `actor` in `environment` of `project`. Nothing is allowed that no grant allows, except to the administrator of the
    /// endpoint file, who may do everything.
    package func verbs(
        of actor: Actor, in project: ProjectName?, _ environment: EnvironmentName?
    ) -> Set<Verb> {
        guard actor.kind != .administrator else { return Set(Verb.allCases) }
        let groups = groups(of: actor.name).union(actor.groups)
        return grants.reduce(into: []) { verbs, grant in
            guard grant.covers(project, environment), grant.belongs(to: actor.name, of: groups) else { return }
            verbs.formUnion(grant.role.verbs)
        }
    }

    /// The groups that have `user` as a member.
    package func groups(of user: UserName) -> Set<GroupName> {
        Set(groups.filter { $0.value.contains(user) }.keys)
    }

    /// This policy together with `other`, the file of `project`, for questions about that project alone. The file can make nobody an
    /// administrator, and a group that the server defines is not the file's to change.
    package func adding(_ other: AccessPolicy, of project: ProjectName) -> AccessPolicy {
        var sum = self
        for (name, person) in other.people {
            sum.people[name, default: Person(name: name)].formUnion(person)
        }
        for (group, members) in other.groups where groups[group] == nil { sum.groups[group] = members }
        for var grant in other.grants where grant.role != .administrator {
            grant.project = project
            sum.grants.append(grant)
        }
        return sum
    }
}

extension Person {
    fileprivate mutating func formUnion(_ other: Person) {
        emails.formUnion(other.emails)
        sshKeys.formUnion(other.sshKeys)
        subjects.formUnion(other.subjects)
        services.formUnion(other.services)
    }
}
