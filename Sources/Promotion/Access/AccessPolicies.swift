/// All that is known about who may do what: the server's own list, and what each project's protected ref adds for itself.
package struct AccessPolicies: Hashable, Sendable {
    package var server: AccessPolicy
    /// The last good `access.yaml` of each project that has one.
    package var files: [ProjectName: AccessPolicy]

    package init(server: AccessPolicy = AccessPolicy(), files: [ProjectName: AccessPolicy] = [:]) {
        self.server = server
        self.files = files
    }

    /// What counts in questions about `project`.
    package func policy(of project: ProjectName) -> AccessPolicy {
        files[project].map { server.adding($0, of: project) } ?? server
    }

    /// Every grant of somebody of this name, who is in `groups` besides those that are listed; one of a project's file with that project.
    package func grants(of name: UserName, in groups: Set<GroupName> = []) -> [Grant] {
        let own = server.grants(of: name, in: groups)
        return files.keys.sorted().reduce(into: own) { grants, project in
            // A file's grants come after the server's, and it cannot give anybody more of those.
            grants += policy(of: project).grants(of: name, in: groups).dropFirst(own.count)
        }
    }

    /// The groups that somebody of this name is in: the server's, and for each project those of its file.
    package func groups(of name: UserName) -> Set<GroupName> {
        files.keys.reduce(into: server.groups(of: name)) { $0.formUnion(policy(of: $1).groups(of: name)) }
    }
}
