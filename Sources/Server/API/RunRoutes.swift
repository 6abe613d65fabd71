import Engine
import HTTPTypes
import Hummingbird
import Promotion

/// Runs and their logs.
struct RunRoutes {
    let engine: Engine

    func add(to table: inout RouteTable) {
        table.add(.get, "/api/v1/runs", .somewhere(.view)) { call in try await list(nil, call) }
        table.add(.get, "/api/v1/projects/{project}/runs", .somewhere(.view)) { call in
            try await list(call.project(), call)
        }
        table.add(.get, "/api/v1/runs/{run}", .verb(.view)) { call in try .json(await engine.run(call.run())) }
        table.add(.post, "/api/v1/runs/{run}/abort", .verb(.run)) { call in
            let request: ReasonRequest = try await call.body()
            return try .json(
                await engine.abort(call.run(), reason: request.checkedReason(), by: call.actor))
        }
        table.add(.get, "/api/v1/runs/{run}/steps/{step}/log", .verb(.view)) { call in
            let attempt = try call.queryNumber("attempt", in: 1...1_000_000).map { Int($0) }
            let log = LogStream(
                engine: engine, run: try call.run(), step: try call.name("step"), attempt: attempt,
                follows: call.query("follow") == "true", mayGoOn: call.isStillAllowed)
            return try await log.response(to: call.request, from: call.queryNumber("from", in: 0...Int64.max) ?? 0)
        }
        table.add(.post, "/api/v1/projects/{project}/environments/{environment}/runs", .verb(.run)) { call in
            let request: StartRunRequest = try await call.body()
            let run = try await engine.startRun(
                call.project(), call.environment(), ref: request.ref, by: call.actor)
            return try .json(run, status: .created)
        }
    }

    private func list(_ project: ProjectName?, _ call: APIRequest) async throws -> Response {
        let limit = try call.pageLimit()
        let runs = try await engine.runs(
            project, environment: call.queryName("environment"), limit: limit, after: call.queryName("cursor"),
            within: call.rights.places(for: .view))
        return try .json(ListReport(page: runs, limit: limit) { $0.id.rawValue })
    }
}

extension ReasonRequest {
    /// The reason, which must say something.
    func checkedReason() throws(Rejection) -> String { try checked(reason: reason) }
}

/// Refuses a reason that says nothing, or a whole book.
func checked(reason: String) throws(Rejection) -> String {
    guard reason.contains(where: { !$0.isWhitespace }) else { throw Rejection(.invalid, "'reason' must say something") }
    guard reason.utf8.count <= 4096 else { throw Rejection(.invalid, "'reason' is longer than 4096 bytes") }
    return reason
}
