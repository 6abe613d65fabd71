package import Engine
package import HTTPTypes
import Hummingbird
package import Promotion

/// Another way than a token of Sluice's to find out who sends a request, such as the session of somebody who logged in or the token of
/// an identity provider.
package protocol CallerSource: Sendable {
    /// Who sent a request with these headers; nil if they say nothing that this source knows. `token` is the bearer's, if there is one.
    /// Throws only if it could not be found out.
    func caller(_ headers: HTTPFields, token: String?) async throws -> Caller?
}

/// Finds out who sends a request.
package struct TokenAuthority: Sendable {
    private let administrator: SecretToken
    private let runIdentity: @Sendable (String) async throws -> RunIdentity?
    private let access: AccessBook?
    private let others: [any CallerSource]

    /// `runIdentity` answers for tokens of steps; nil means that it does not know the token. `others` are asked last, in their order.
    package init(
        administrator: SecretToken, access: AccessBook? = nil, others: [any CallerSource] = [],
        runIdentity: @escaping @Sendable (String) async throws -> RunIdentity?
    ) {
        self.administrator = administrator
        self.access = access
        self.others = others
        self.runIdentity = runIdentity
    }

    /// More is no token of ours.
    private static let longestToken = 16 << 10

    /// A missing, malformed or unknown token gives `anonymous`; an error only if it could not be looked up.
    func caller(_ headers: HTTPFields, _ context: ServerContext) async throws -> Caller {
        let given = headers[values: .authorization]
        guard given.count <= 1 else { return .anonymous }
        let token = given.first.flatMap(Self.bearerToken)
        guard given.isEmpty || token != nil else { return .anonymous }
        let caller = try await caller(headers, token: token)
        guard case .known(var bearer) = caller else { return caller }
        if bearer.actor.kind == .administrator { bearer.actor.name = Self.user(in: headers) ?? .administrator }
        bearer.actor.address = context.address
        bearer.actor.request = context.id
        return .known(bearer)
    }

    /// Whose a token is, or whom the other headers tell; `anonymous` if nobody knows.
    func caller(_ headers: HTTPFields, token: String?) async throws -> Caller {
        if let token, token.utf8.count <= Self.longestToken {
            if administrator.matches(token) { return .known(Self.reader) }
            switch try access?.bearer(ofToken: token) {
            case .known(let bearer): return .known(bearer)
            case .refused(let id, let owner, let reason): return .refused(id: id, owner: owner, reason: reason)
            case .unknown, nil: break
            }
            if let run = try await runIdentity(token) { return .run(run) }
        }
        for source in others {
            if let caller = try await source.caller(headers, token: token) { return caller }
        }
        return .anonymous
    }

    /// Whoever reads the endpoint file.
    private static let reader = KnownBearer(
        actor: Actor(name: .administrator, kind: .administrator, evidence: .endpointFile), rights: .all, expires: nil)

    private static func bearerToken(in field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        let isPlain = token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return token.isEmpty || token.utf8.count > longestToken || !isPlain ? nil : String(token)
    }

    /// Whom the reader of the endpoint file says to be; nothing that could pass for something else in a record.
    private static func user(in headers: HTTPFields) -> UserName? {
        headers[.sluiceUser].flatMap { UserName(rawValue: $0.lowercased()) }
    }
}
