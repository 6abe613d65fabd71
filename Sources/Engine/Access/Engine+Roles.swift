import Catalog
package import Promotion

extension Engine {
    /// Every role that somebody has, given by hand or by the file of a project.
    package func grants() async throws -> [GrantReport] {
        try await context.catalog.read { transaction in
            let files = try transaction.accessFiles()
            let ofFiles = files.keys.sorted().flatMap { project in
                (files[project]?.policy.grants ?? []).map { grant in
                    var grant = grant
                    grant.project = project
                    return GrantReport(
                        id: nil, grant: grant, by: "access.yaml",
                        since: files[project]?.since ?? Timestamp(milliseconds: 0))
                }
            }
            return try transaction.grants() + ofFiles
        }
    }

    /// Gives a role. Throws `conflict` if it is given already, and `notFound` for a project, a user or a group that there is not.
    package func grantRole(_ grant: Grant, by actor: Actor) async throws -> GrantReport {
        let now = context.now()
        guard grant.environments?.isEmpty != true else {
            throw EngineError(.invalid, "'environments' is empty; leave it out for all environments")
        }
        guard grant.environments == nil || grant.project != nil else {
            throw EngineError(.invalid, "environments belong to a project; name it")
        }
        return try await changeAccess { transaction in
            if let project = grant.project, try transaction.project(project) == nil {
                throw EngineError(.notFound, "there is no project '\(project)'")
            }
            switch grant.holder {
            case .user(let name): _ = try transaction.known(name)
            // A group may be the identity provider's, which the server does not know before somebody logs in.
            case .group: break
            }
            guard let id = try transaction.insertGrant(grant, by: actor.recorded, at: now) else {
                throw EngineError(.conflict, "\(grant.sentence) already")
            }
            try transaction.record(
                .roleGranted, by: actor, at: now, project: grant.project, subject: "grant \(id)",
                details: ["grant": grant.sentence])
            return GrantReport(id: id, grant: grant, by: actor.recorded, since: now)
        }
    }

    /// Takes a role away that was given by hand. `mayRevoke` is asked in the same transaction.
    package func revokeGrant(
        _ id: Int64, by actor: Actor, if mayRevoke: @escaping @Sendable (Grant) -> Bool
    ) async throws {
        let now = context.now()
        try await changeAccess { transaction in
            guard let found = try transaction.grants().first(where: { $0.id == id }), mayRevoke(found.grant) else {
                throw EngineError(.notFound, "there is no grant \(id); 'sluice role list' shows those that are")
            }
            _ = try transaction.deleteGrant(id)
            try transaction.record(
                .roleRevoked, by: actor, at: now, project: found.grant.project, subject: "grant \(id)",
                details: ["grant": found.grant.sentence])
        }
    }
}
