import Foundation
import Promotion
import ProviderProgram
import SignIn
import Testing

/// A provider's settings and claims as the tests like them.
enum ProviderStand {
    static let audience = "https://sluice.test"

    static let secret = "the client's secret / with ü"

    static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// A client of the provider; `change` makes its settings others.
    static func client(
        of provider: ProviderProgram, _ change: (inout IdentityProvider) -> Void = { _ in }
    ) throws -> SignInClient {
        var settings = IdentityProvider(
            name: "test", issuer: try #require(ProviderURL(provider.url)), clientID: "sluice",
            clientSecret: .environment("SECRET"),
            groups: ["ml-release": ["release-managers"], "robots": ["builders", "viewers"]], clockSkew: 5,
            machines: MachineRules(audiences: [audience]))
        change(&settings)
        return SignInClient(settings, longest: 60, secrets: { _ throws(SignInError) in secret }, now: { now })
    }

    /// The claims of a good token, with some replaced; nil takes one away.
    static func claims(_ issuer: String, _ changes: [String: String?] = [:]) -> String {
        let time = Int(Date().timeIntervalSince1970)
        var claims: [String: String?] = [
            "iss": "\"\(issuer)\"", "sub": "\"robot-7\"", "aud": "\"\(audience)\"", "iat": "\(time)",
            "exp": "\(time + 120)", "groups": #"["robots", "unknown"]"#,
        ]
        claims.merge(changes) { $1 }
        return "{" + claims.compactMap { name, value in value.map { "\"\(name)\": \($0)" } }.joined(separator: ", ")
            + "}"
    }

    /// What came of it, for comparisons.
    static func failure(_ body: () async throws -> Void) async -> SignInError? {
        do {
            try await body()
            return nil
        } catch { return error as? SignInError }
    }
}

// Names that the tests write down themselves need no check.

extension UserName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}

extension GroupName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(checked: text) }
}
