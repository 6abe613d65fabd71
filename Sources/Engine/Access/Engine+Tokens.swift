import Catalog
package import Promotion

extension Engine {
    /// Tokens, newest first; of one owner or of everybody.
    package func tokens(of owner: UserName?) async throws -> [TokenReport] {
        let (longest, now) = (context.settings.personalTokens.unconfirmedSeconds, context.now())
        return try await context.catalog.read { transaction in
            var tokens = try transaction.tokens(of: owner)
            var ends: [UserName: Timestamp] = [:]
            for owner in Set(tokens.map(\.owner)) {
                let end = try transaction.loginStanding(of: owner).tokensEnd(after: longest)
                ends[owner] = end.flatMap { $0 <= now ? $0 : nil }
            }
            for index in tokens.indices { tokens[index].suspended = ends[tokens[index].owner] }
            return tokens
        }
    }

    /// Makes a token. A token makes none that may do more, or lives longer, than itself; `limit` is what bounds it, nil for nothing.
    package func createToken(
        _ request: CreateTokenRequest, for owner: UserName, limit: KnownBearer?, by actor: Actor
    ) async throws -> NewTokenReport {
        let lifetime = request.expiresInSeconds ?? AccessToken.usualLifetime
        guard (1...AccessToken.longestLifetime).contains(lifetime) else {
            throw EngineError(.invalid, "a token lives at most 90 days; '\(lifetime)' seconds is none of that")
        }
        let (scope, now) = (request.scope ?? TokenScope(), context.now())
        guard ![scope.projects?.isEmpty, scope.environments?.isEmpty, scope.verbs?.isEmpty].contains(true) else {
            throw EngineError(.invalid, "an empty list lets the token do nothing; leave it out for no limit")
        }
        var expires = Timestamp(milliseconds: now.milliseconds + lifetime * 1000)
        if let limit {
            guard scope.isWithin(limit.rights.scope ?? TokenScope()) else {
                throw EngineError(
                    .refused,
                    "a token makes none that may do more than itself; name a narrower --project, --env or --verb")
            }
            if let longest = limit.expires { expires = min(expires, longest) }
        }
        let label = request.label ?? ""
        guard label.utf8.count <= 200 else { throw EngineError(.invalid, "'label' is longer than 200 bytes") }
        let unconfirmed = context.settings.personalTokens.unconfirmedSeconds
        return try await changeAccess { [expires] transaction in
            let user = try transaction.known(owner)
            if let end = try transaction.loginStanding(of: owner).tokensEnd(after: unconfirmed), end <= now {
                throw EngineError(
                    .refused,
                    "'\(owner)' must log in again first: no identity provider confirms them, so that a token of theirs "
                        + "would open nothing")
            }
            guard user.disabled == nil else {
                throw EngineError(.refused, "'\(owner)' is disabled, so that a token of theirs would open nothing")
            }
            let token = AccessToken(for: user.kind)
            let report = TokenReport(
                id: token.id, owner: owner, label: label, scope: scope, createdBy: actor.recorded, created: now,
                expires: expires)
            try transaction.insertToken(report, digest: token.digest)
            try transaction.record(
                .tokenCreated, by: actor, at: now, project: nil, subject: "token \(token.id)",
                details: [
                    "owner": owner.rawValue, "scope": scope.sentence, "expires": String(expires.milliseconds),
                    "label": label,
                ])
            return NewTokenReport(token: token.text, report: report)
        }
    }

    /// Ends a token at once. `mayRevoke` is asked whether its owner's tokens may be ended; throws `notFound` otherwise.
    package func revokeToken(
        _ id: String, by actor: Actor, if mayRevoke: @escaping @Sendable (UserReport) -> Bool
    ) async throws {
        let now = context.now()
        try await changeAccess { transaction in
            guard let token = try transaction.token(id), mayRevoke(try transaction.known(token.owner)) else {
                throw EngineError(
                    .notFound, "there is no token \(id.quotedForMessage); 'sluice token list' shows yours")
            }
            guard try transaction.revokeToken(id, at: now) else { return }
            try transaction.record(
                .tokenRevoked, by: actor, at: now, project: nil, subject: "token \(id)",
                details: ["owner": token.owner.rawValue])
        }
    }
}
