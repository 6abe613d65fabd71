import Engine
import Hummingbird
import Promotion

/// Models, and the decisions about them that people take.
struct ModelRoutes {
    let engine: Engine

    private static let prefix = "/api/v1/projects/{project}/environments/{environment}"

    func add(to table: inout RouteTable) {
        addQuestions(to: &table)
        addDecisions(to: &table)
    }

    private func addQuestions(to table: inout RouteTable) {
        table.add(.get, Self.prefix + "/models", .verb(.view)) { call in
            try .json(ListReport(items: await engine.models(call.project(), call.environment())))
        }
        table.add(.get, Self.prefix + "/trace", .verb(.view)) { call in
            let text = call.query("version") ?? "champion"
            guard let version = VersionSelector(text) else {
                throw Rejection(.invalid, "'version' is \(text.quotedForMessage), neither a number nor an alias")
            }
            let trace = try await engine.trace(
                call.project(), call.environment(), model: call.queryName("model"), version: version)
            return try .json(trace)
        }
        table.add(.get, Self.prefix + "/promotions", .verb(.view)) { call in
            let limit = try call.pageLimit()
            let promotions = try await engine.promotions(
                call.project(), call.environment(), limit: limit, after: call.numberCursor())
            return try .json(ListReport(page: promotions, limit: limit) { "\($0.id)" })
        }
    }

    private func addDecisions(to table: inout RouteTable) {
        table.add(.post, Self.prefix + "/promote", .verb(.promote)) { call in
            let request: PromoteRequest = try await call.body()
            _ = try checked(reason: request.reason)
            let promotion = try await engine.promote(
                call.project(), call.environment(), request, by: call.actor,
                lendingWord: call.speaksForItself(.approve))
            return try .json(promotion).ofDryRun(request.dryRun)
        }
        table.add(.post, Self.prefix + "/rollback", .verb(.rollback)) { call in
            let request: RollbackRequest = try await call.body()
            _ = try checked(reason: request.reason)
            let promotion = try await engine.rollback(
                call.project(), call.environment(), request, by: call.actor)
            return try .json(promotion).ofDryRun(request.dryRun)
        }
        table.add(.post, Self.prefix + "/hold", .verb(.hold)) { call in
            let request: ReasonRequest = try await call.body()
            return try .json(
                await engine.hold(
                    call.project(), call.environment(), reason: request.checkedReason(), by: call.actor))
        }
        table.add(.delete, Self.prefix + "/hold", .verb(.hold)) { call in
            let request: ReasonRequest = try await call.body()
            return try .json(
                await engine.resume(
                    call.project(), call.environment(), reason: request.checkedReason(), by: call.actor))
        }
    }
}
