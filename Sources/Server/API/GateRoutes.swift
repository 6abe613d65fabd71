import Engine
import Hummingbird
import Promotion

/// What gates decided and why, and what they would decide.
struct GateRoutes {
    let engine: Engine

    private static let prefix = "/api/v1/projects/{project}/environments/{environment}/gate"

    func add(to table: inout RouteTable) {
        table.add(.get, "/api/v1/runs/{run}/gate", .verb(.view)) { call in
            try .json(await engine.explainGate(call.run()))
        }
        table.add(.post, Self.prefix + "/try", .verb(.view)) { call in
            let request: GateTrialRequest = try await call.body()
            guard request.candidate > 0, (request.against ?? 1) > 0 else {
                throw Rejection(.invalid, "versions are counted from 1")
            }
            return try .json(await engine.tryGate(call.project(), call.environment(), request))
        }
        table.add(.post, Self.prefix + "/backtest", .verb(.view)) { call in
            let request: GateBacktestRequest = try await call.body()
            guard (1...1000).contains(request.limit ?? 1) else {
                throw Rejection(.invalid, "'limit' is a number from 1 to 1000")
            }
            return try .json(await engine.backtestGate(call.project(), call.environment(), request))
        }
    }
}
