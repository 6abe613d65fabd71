import Engine
import Hummingbird
import Promotion

/// Tokens. Everybody sees, makes and ends their own and those of the services that they answer for; an administrator all.
struct TokenRoutes {
    let engine: Engine

    func add(to table: inout RouteTable) {
        table.add(.get, "/api/v1/tokens", .authenticated) { call in
            if let owner: UserName = try call.queryName("owner") {
                try await requireOwner(owner, call)
                return try .json(ListReport(items: await engine.tokens(of: owner)))
            }
            let seesAll = call.allows(.audit, in: nil, nil)
            return try .json(ListReport(items: await engine.tokens(of: seesAll ? nil : call.actor.name)))
        }
        table.add(.post, "/api/v1/tokens", .authenticated) { call in
            let request: CreateTokenRequest = try await call.body()
            let owner = request.owner ?? call.actor.name
            guard call.actor.kind != .administrator || request.owner != nil else {
                throw Rejection(.invalid, "name an 'owner' (--user): whoever reads the endpoint file is no user")
            }
            try await requireOwner(owner, call)
            // Whoever administers the server, or has just logged in, is not bound by what they show now.
            let isBound = !call.allows(.administer, in: nil, nil) && !call.isLogin
            let token = try await engine.createToken(
                request, for: owner, limit: isBound ? call.bearer : nil, by: call.actor)
            return try .json(token, status: .created)
        }
        table.add(.delete, "/api/v1/tokens/{token}", .authenticated) { call in
            let id = call.context.parameters.get("token") ?? ""
            let (name, all) = (call.actor.name, call.allows(.administer, in: nil, nil))
            let isNobody = call.actor.kind == .administrator
            try await engine.revokeToken(id, by: call.actor) { owner in
                all || (!isNobody && (owner.name == name || owner.owner == name))
            }
            return .noContent
        }
    }

    /// Lets an administrator pass, the user itself, and the person who answers for a service.
    private func requireOwner(_ owner: UserName, _ call: APIRequest) async throws {
        if call.allows(.administer, in: nil, nil) { return }
        if owner == call.actor.name, call.actor.kind != .administrator { return }
        let isMine = try await engine.users().contains { $0.name == owner && $0.owner == call.actor.name }
        guard isMine else { throw Rejection(.forbidden, "only an administrator sees and makes tokens of others") }
    }
}

extension APIRequest {
    /// Whether the caller proved who they are by a login, not by a token.
    fileprivate var isLogin: Bool {
        guard case .login = actor.evidence else { return false }
        return true
    }
}
