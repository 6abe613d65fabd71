import Engine
import HTTPTypes
package import Promotion

/// Finds out who sends a request, from its bearer token.
package struct TokenAuthority: Sendable {
    private let administrator: SecretToken
    private let runIdentity: @Sendable (String) async throws -> RunIdentity?

    /// `runIdentity` answers for tokens that are not the administrator's; nil means that it does not know the token.
    package init(
        administrator: SecretToken, runIdentity: @escaping @Sendable (String) async throws -> RunIdentity?
    ) {
        self.administrator = administrator
        self.runIdentity = runIdentity
    }

    /// More is no token of ours.
    private static let longestToken = 512

    /// A missing, malformed or unknown token gives `anonymous`; an error only if it could not be looked up.
    func caller(_ headers: HTTPFields) async throws -> Caller {
        let given = headers[values: .authorization]
        guard given.count == 1, let token = Self.bearerToken(in: given[0]) else { return .anonymous }
        let caller = try await caller(bearing: token)
        guard case .administrator = caller else { return caller }
        return .administrator(user: Self.user(in: headers))
    }

    /// Whose a token is; `anonymous` if it is unknown or its attempt is over.
    func caller(bearing token: String) async throws -> Caller {
        guard token.utf8.count <= Self.longestToken else { return .anonymous }
        if administrator.matches(token) { return .administrator(user: nil) }
        return try await runIdentity(token).map { .run($0) } ?? .anonymous
    }

    private static func bearerToken(in field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        let isPlain = token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return token.isEmpty || token.utf8.count > longestToken || !isPlain ? nil : String(token)
    }

    /// Whom the administrator says to be; nothing that could pass for something else in a record.
    private static func user(in headers: HTTPFields) -> String? {
        guard let user = headers[.sluiceUser], !user.isEmpty, user.utf8.count <= 64 else { return nil }
        let isPlain = user.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                || [0x2D, 0x2E, 0x40, 0x5F].contains(byte)
        }
        return isPlain ? user : nil
    }
}
