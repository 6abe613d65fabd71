import Engine
import Hummingbird
import Promotion

/// Projects, and what is planned for them.
struct ProjectRoutes {
    let engine: Engine

    func add(to table: inout RouteTable) {
        let health: RouteTable.OpenHandler = { _, _ in try .json(["status": "ok"]) }
        table.addOpen(.get, "/health", health)
        table.addOpen(.get, "/api/v1/health", health)
        table.addOpen(.get, "/api/v1/version") { _, _ in try .json(ServerReport.current) }
        table.add(.get, "/api/v1/projects", .somewhere(.view)) { call in
            let reports = try await engine.projects { call.rights.allowsSomewhere(.view, in: $0) }
            return try .json(ListReport(items: reports.compactMap { $0.visible(to: call.rights) }))
        }
        table.add(.post, "/api/v1/projects", .verb(.administer)) { call in
            try .json(await engine.addProject(call.body(), by: call.actor), status: .created)
        }
        table.add(.get, "/api/v1/projects/{project}", .somewhere(.view)) { call in
            guard let report = try await engine.project(call.project()).visible(to: call.rights) else {
                throw call.missing
            }
            return try .json(report)
        }
        table.add(.patch, "/api/v1/projects/{project}", .verb(.administer)) { call in
            try .json(await engine.moveProject(call.project(), to: call.body(), by: call.actor))
        }
        table.add(.delete, "/api/v1/projects/{project}", .verb(.administer)) { call in
            try await engine.removeProject(call.project(), by: call.actor)
            return .noContent
        }
        table.add(.get, "/api/v1/projects/{project}/plan", .somewhere(.view)) { call in
            try .json(await engine.plan(call.project()).visible(to: call.rights, in: call.project()))
        }
        table.add(.post, "/api/v1/projects/{project}/wake", .somewhere(.run)) { call in
            try await engine.wake(call.project())
            return Response(status: .accepted)
        }
    }
}
