import Engine
import Hummingbird
import Promotion

/// People, services, groups and roles.
struct AccessRoutes {
    let engine: Engine

    private static let user = "/api/v1/users/{user}"
    private static let group = "/api/v1/groups/{group}"

    func add(to table: inout RouteTable) {
        addUsers(to: &table)
        addGroups(to: &table)
        addRoles(to: &table)
        addQuestions(to: &table)
    }

    private func addUsers(to table: inout RouteTable) {
        table.add(.get, "/api/v1/users", .verb(.audit)) { _ in try .json(ListReport(items: await engine.users())) }
        table.add(.post, "/api/v1/users", .verb(.administer)) { call in
            try .json(await engine.addUser(call.body(), by: call.actor), status: .created)
        }
        table.add(.get, Self.user, .verb(.audit)) { call in try .json(await engine.user(call.name("user"))) }
        table.add(.post, Self.user, .verb(.administer)) { call in
            try .json(await engine.changeUser(call.name("user"), call.body(), by: call.actor))
        }
        table.add(.post, Self.user + "/disable", .verb(.administer)) { call in
            try .json(await engine.setDisabled(call.name("user"), true, by: call.actor))
        }
        table.add(.post, Self.user + "/enable", .verb(.administer)) { call in
            try .json(await engine.setDisabled(call.name("user"), false, by: call.actor))
        }
    }

    private func addGroups(to table: inout RouteTable) {
        table.add(.get, "/api/v1/groups", .verb(.audit)) { _ in try .json(ListReport(items: await engine.groups())) }
        table.add(.post, "/api/v1/groups", .verb(.administer)) { call in
            let request: AddGroupRequest = try await call.body()
            return try .json(await engine.addGroup(request.name, by: call.actor), status: .created)
        }
        table.add(.delete, Self.group, .verb(.administer)) { call in
            try await engine.removeGroup(call.name("group"), by: call.actor)
            return .noContent
        }
        table.add(.post, Self.group + "/members", .verb(.administer)) { call in
            let request: AddMemberRequest = try await call.body()
            return try .json(await engine.addMember(request.user, to: call.name("group"), by: call.actor))
        }
        table.add(.delete, Self.group + "/members/{user}", .verb(.administer)) { call in
            try .json(await engine.removeMember(call.name("user"), from: call.name("group"), by: call.actor))
        }
    }

    /// Whoever administers a project gives and takes roles in it, and nobody else's.
    private func addRoles(to table: inout RouteTable) {
        table.add(.get, "/api/v1/grants", .somewhere(.audit)) { call in
            let grants = try await engine.grants()
            return try .json(ListReport(items: grants.filter { call.allows(.audit, in: $0.grant.project, nil) }))
        }
        table.add(.post, "/api/v1/grants", .somewhere(.administer)) { call in
            let grant: Grant = try await call.body()
            try call.require(.administer, in: grant.project, nil)
            return try .json(await engine.grantRole(grant, by: call.actor), status: .created)
        }
        table.add(.delete, "/api/v1/grants/{grant}", .somewhere(.administer)) { call in
            guard let id = call.context.parameters.get("grant").flatMap({ Int64($0) }) else {
                throw Rejection(.notFound, "there is no such grant")
            }
            try await engine.revokeGrant(id, by: call.actor) { call.allows(.administer, in: $0.project, nil) }
            return .noContent
        }
    }

    private func addQuestions(to table: inout RouteTable) {
        table.add(.get, "/api/v1/whoami", .authenticated) { call in
            try .json(
                WhoAmIReport(
                    actor: call.actor, grants: call.rights.grants, scope: call.rights.scope,
                    expires: call.bearer.expires))
        }
        table.add(.get, "/api/v1/access/check", .authenticated) { call in
            guard let verb = call.query("verb").flatMap({ Verb(rawValue: $0) }) else {
                let verbs = Verb.allCases.map(\.rawValue).joined(separator: ", ")
                throw Rejection(.invalid, "'verb' is one of \(verbs)")
            }
            let user: UserName = try call.queryName("user") ?? call.actor.name
            let project: ProjectName? = try call.queryName("project")
            // Everybody may ask about themselves; about others only those who may read who has which role there.
            if user != call.actor.name || call.actor.kind == .administrator {
                try call.require(.audit, in: project, nil)
            }
            return try .json(
                await engine.checkAccess(of: user, verb, in: project, call.queryName("environment")))
        }
    }
}
