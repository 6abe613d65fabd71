import Engine
import Hummingbird
import Promotion

/// Projects, and what is planned for them.
struct ProjectRoutes {
    let engine: Engine

    func add(to table: inout RouteTable) {
        let health: RouteTable.Handler = { _ in try .json(["status": "ok"]) }
        table.add(.get, "/health", .open, health)
        table.add(.get, "/api/v1/health", .open, health)
        table.add(.get, "/api/v1/version", .open) { _ in try .json(ServerReport.current) }
        table.add(.get, "/api/v1/projects", .administrator) { _ in
            try .json(ListReport(items: await engine.projects()))
        }
        table.add(.post, "/api/v1/projects", .administrator) { call in
            try .json(await engine.addProject(call.body(), by: call.caller.name), status: .created)
        }
        table.add(.get, "/api/v1/projects/{project}", .administrator) { call in
            try .json(await engine.project(call.project()))
        }
        table.add(.delete, "/api/v1/projects/{project}", .administrator) { call in
            try await engine.removeProject(call.project(), by: call.caller.name)
            return .noContent
        }
        table.add(.get, "/api/v1/projects/{project}/plan", .administrator) { call in
            try .json(await engine.plan(call.project()))
        }
        table.add(.post, "/api/v1/projects/{project}/wake", .administrator) { call in
            try await engine.wake(call.project())
            return Response(status: .accepted)
        }
    }
}
