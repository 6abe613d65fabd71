import Catalog
import Engine
import Hummingbird
import Promotion

/// What was asked for and by whom, and what was done. It can be read and not changed, whatever somebody may do.
struct AuditRoutes {
    let engine: Engine

    func add(to table: inout RouteTable) {
        table.add(.get, "/api/v1/audit", .somewhere(.audit)) { call in
            let limit = try call.pageLimit(100)
            let filter = AuditFilter(
                projects: try projects(call), actor: call.query("actor"), outcome: try outcome(call),
                before: try call.numberCursor())
            return try .json(
                ListReport(page: await engine.audit(filter, limit: limit), limit: limit) { "\($0.sequence)" })
        }
        table.add(.get, "/api/v1/ledger", .somewhere(.audit)) { call in
            let limit = try call.pageLimit(100)
            let entries = try await engine.ledger(
                newestFirst: limit, projects: projects(call), before: call.numberCursor())
            return try .json(ListReport(page: entries, limit: limit) { "\($0.sequence)" })
        }
    }

    /// The projects whose entries the caller may read, or the one that they ask for; nil for all that there is.
    private func projects(_ call: APIRequest) throws -> [ProjectName]? {
        if let project: ProjectName = try call.queryName("project") {
            try call.require(.audit, in: project, nil)
            return [project]
        }
        guard !call.allows(.audit, in: nil, nil) else { return nil }
        let named = Set(call.rights.grants.compactMap(\.project)).union(call.rights.scope?.projects ?? [])
        return named.filter { call.allows(.audit, in: $0, nil) }.sorted()
    }

    private func outcome(_ call: APIRequest) throws(Rejection) -> AuditEntry.Outcome? {
        guard let text = call.query("outcome") else { return nil }
        guard let outcome = AuditEntry.Outcome(rawValue: text) else {
            throw Rejection(.invalid, "'outcome' is \(text.quotedForMessage), not allowed, denied or failed")
        }
        return outcome
    }
}
