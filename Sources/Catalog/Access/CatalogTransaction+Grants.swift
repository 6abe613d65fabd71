package import Promotion

extension CatalogTransaction {
    /// Stores a role that somebody was given, and gives it its number; nil if there is an equal one already.
    package func insertGrant(_ grant: Grant, by actor: String, at time: Timestamp) throws(CatalogError) -> Int64? {
        guard try !grants().contains(where: { $0.grant == grant }) else { return nil }
        let last: Int64 = try value("SELECT COALESCE(MAX(id), 0) FROM role_grants") ?? 0
        let environments = try grant.environments.map { names throws(CatalogError) in
            try StoredJSON.text(of: names.sorted(), in: "environments")
        }
        let (kind, holder): (String, String) =
            switch grant.holder {
            case .user(let name): ("user", name.rawValue)
            case .group(let name): ("group", name.rawValue)
            }
        try execute(
            """
            INSERT INTO role_grants (id, role, holder_kind, holder, project, environments, granted_by, granted_at)
            VALUES (\(last + 1), \(grant.role), \(kind), \(holder), \(grant.project), \(environments), \(actor), \(time))
            """)
        return last + 1
    }

    /// Takes a role away; false if there is no such grant.
    package func deleteGrant(_ id: Int64) throws(CatalogError) -> Bool {
        try execute("DELETE FROM role_grants WHERE id = \(id)") > 0
    }

    /// Roles that were given by hand, in the order in which they were.
    package func grants() throws(CatalogError) -> [GrantReport] {
        var grants: [GrantReport] = []
        for row in try rows(
            """
            SELECT id, role, holder_kind, holder, project, environments, granted_by, granted_at
            FROM role_grants ORDER BY id
            """)
        {
            let holder: Grant.Holder =
                try row[2] == "user" ? .user(try row[3] as UserName) : .group(try row[3] as GroupName)
            let environments = try (row[5] as String?).map { text throws(CatalogError) in
                Set(try StoredJSON.value([EnvironmentName].self, from: text, in: "environments"))
            }
            grants.append(
                GrantReport(
                    id: try row[0],
                    grant: Grant(try row[1], to: holder, project: try row[4], environments: environments),
                    by: try row[6], since: try row[7]))
        }
        return grants
    }

    // MARK: Projects' files

    /// The commit at which a project's `access.yaml` was read last, or was not there; nil before the first time.
    package func accessCommit(of project: ProjectName) throws(CatalogError) -> CommitID? {
        try value("SELECT commit_id FROM project_access WHERE project = \(project)")
    }

    /// Keeps what `access.yaml` says at a commit of a project's protected ref. True if that is something else than before.
    package func setAccessFile(
        _ policy: AccessPolicy, of project: ProjectName, commit: CommitID, at time: Timestamp
    ) throws(CatalogError) -> Bool {
        let nothing = try StoredJSON.text(of: StoredAccess(AccessPolicy()), in: "policy")
        let known: String? = try value("SELECT policy FROM project_access WHERE project = \(project)")
        let text = try StoredJSON.text(of: StoredAccess(policy), in: "policy")
        try execute(
            """
            INSERT INTO project_access (project, commit_id, policy, read_at)
            VALUES (\(project), \(commit), \(text), \(time))
            ON CONFLICT (project) DO UPDATE SET commit_id = excluded.commit_id, policy = excluded.policy,
                read_at = CASE WHEN project_access.policy = excluded.policy
                    THEN project_access.read_at ELSE excluded.read_at END
            """)
        return text != known ?? nothing
    }

    /// What the projects' files say, and since when.
    package func accessFiles() throws(CatalogError) -> [ProjectName: (policy: AccessPolicy, since: Timestamp)] {
        var files: [ProjectName: (policy: AccessPolicy, since: Timestamp)] = [:]
        for row in try rows("SELECT project, policy, read_at FROM project_access") {
            let stored = try StoredJSON.value(StoredAccess.self, from: try row[1], in: "policy")
            files[try row[0]] = (stored.policy, try row[2])
        }
        return files
    }

    /// All that decides who may do what.
    package func accessPolicies() throws(CatalogError) -> AccessPolicies {
        var policies = AccessPolicies()
        let users = try users()
        let services = Dictionary(grouping: users.filter { $0.owner != nil }, by: \.owner).mapValues {
            Set($0.map(\.name))
        }
        for user in users {
            if user.disabled != nil { policies.server.disabled.insert(user.name) }
            policies.server.people[user.name] = Person(
                name: user.name, emails: Set(user.emails), sshKeys: Set(user.sshKeys), subjects: Set(user.subjects),
                services: services[user.name] ?? [])
        }
        for group in try groups() { policies.server.groups[group.name] = Set(group.members) }
        policies.server.grants = try grants().map(\.grant)
        policies.files = try accessFiles().mapValues(\.policy)
        return policies
    }
}

/// A policy in an order of its own, so that equal ones have equal texts.
private struct StoredAccess: Codable {
    var people: [Person]
    var groups: [Group]
    var grants: [Grant]

    struct Group: Codable {
        var name: GroupName
        var members: [UserName]
    }

    init(_ policy: AccessPolicy) {
        people = policy.people.values.sorted { $0.name < $1.name }
        groups = policy.groups.map { Group(name: $0, members: $1.sorted()) }.sorted { $0.name < $1.name }
        grants = policy.grants
    }

    var policy: AccessPolicy {
        AccessPolicy(
            people: Dictionary(people.map { ($0.name, $0) }) { first, _ in first },
            groups: Dictionary(groups.map { ($0.name, Set($0.members)) }) { first, _ in first }, grants: grants)
    }
}
