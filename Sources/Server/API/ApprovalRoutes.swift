import Engine
import Hummingbird
import Promotion

/// What people decide about promotions: approvals, overrides of checks, blocks of versions.
struct ApprovalRoutes {
    let engine: Engine

    private static let run = "/api/v1/runs/{run}"
    private static let environment = "/api/v1/projects/{project}/environments/{environment}"

    func add(to table: inout RouteTable) {
        addApprovals(to: &table)
        addOverrides(to: &table)
        table.add(.get, Self.environment + "/blocks", .verb(.view)) { call in
            try .json(ListReport(items: await engine.blocks(call.project(), call.environment())))
        }
        table.add(.post, Self.environment + "/blocks", .verb(.block)) { call in
            let request: BlockRequest = try await call.body()
            _ = try checked(reason: request.reason)
            let block = try await engine.block(call.project(), call.environment(), request, by: call.actor)
            return try .json(block, status: request.dryRun == true ? .ok : .created).ofDryRun(request.dryRun)
        }
    }

    private func addApprovals(to table: inout RouteTable) {
        table.add(.get, "/api/v1/approvals", .somewhere(.view)) { call in
            let waiting = try await engine.waitingForApproval()
            return try .json(ListReport(items: waiting.filter { call.allows(.view, in: $0.project, $0.environment) }))
        }
        table.add(.get, Self.run + "/approvals", .verb(.view)) { call in
            try .json(await engine.approvals(of: call.run()))
        }
        table.add(.get, Self.run + "/approvals/proofs", .verb(.view)) { call in
            try .json(ListReport(items: await engine.approvalProofs(of: call.run())))
        }
        table.add(.post, Self.run + "/approve", .verb(.approve)) { call in
            try call.requireOwnWord(.approve)
            let request: ApproveRequest = try await call.body()
            _ = try checked(reason: request.reason)
            return try .json(await engine.approve(call.run(), request, by: call.actor)).ofDryRun(request.dryRun)
        }
        table.add(.post, Self.run + "/reject", .verb(.approve)) { call in
            try call.requireOwnWord(.approve)
            let request: ReasonRequest = try await call.body()
            return try .json(await engine.reject(call.run(), reason: request.checkedReason(), by: call.actor))
        }
    }

    private func addOverrides(to table: inout RouteTable) {
        table.add(.get, "/api/v1/overrides", .somewhere(.view)) { call in
            let limit = try call.queryNumber("limit", in: 1...1000) ?? 20
            let overrides = try await engine.overrides(limit: Int(limit))
            return try .json(
                ListReport(
                    items: overrides.filter {
                        call.allows(.view, in: $0.statement.subject.project, $0.statement.subject.environment)
                    }))
        }
        table.add(.post, Self.run + "/override", .verb(.override)) { call in
            try call.requireOwnWord(.override)
            let request: OverrideRequest = try await call.body()
            _ = try checked(reason: request.reason)
            guard request.checks.count <= 200 else { throw Rejection(.invalid, "at most 200 checks can be named") }
            return try .json(await engine.override(call.run(), request, by: call.actor)).ofDryRun(request.dryRun)
        }
        table.add(.post, Self.run + "/overrides/{override}/review", .verb(.override)) { call in
            guard let id = call.context.parameters.get("override").flatMap({ Int64($0) }) else {
                throw Rejection(.notFound, "there is no such override")
            }
            let request: ReasonRequest = try await call.body()
            let note = try request.checkedReason()
            return try .json(await engine.review(id, of: call.run(), note: note, by: call.actor))
        }
    }
}

extension APIRequest {
    /// Whether what the caller says counts as their own word, as an approval does. A token that does all that its owner may do lies about in
    /// scripts; only one whose verbs name it speaks for the person.
    func speaksForItself(_ verb: Verb) -> Bool {
        guard case .token = actor.evidence else { return true }
        return rights.scope?.verbs?.contains(verb) == true
    }

    /// Refuses a token whose verbs do not name `verb`.
    fileprivate func requireOwnWord(_ verb: Verb) throws(Rejection) {
        guard !speaksForItself(verb) else { return }
        throw Rejection(
            .forbidden,
            "this token does not name '\(verb.rawValue)' among its verbs; 'sluice token create --verb view --verb "
                + "\(verb.rawValue)' makes one that does")
    }
}
