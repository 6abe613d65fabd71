import Catalog
import Engine
import Foundation
import Promotion
import ProviderProgram
import SignIn
import SluiceClient
import Testing
import WebClient

/// A whole server and a real identity provider that know each other.
struct LoginStand: Sendable {
    let provider: ProviderProgram
    let server: TestServer

    static let redirect = "http://127.0.0.1:49152/callback"

    /// Plays a scenario; `change` makes the provider's settings others; `publicURL` and `personalTokens` are those of `server.yaml`.
    static func perform(
        publicURL: String? = nil, personalTokens: PersonalTokenSettings = PersonalTokenSettings(),
        _ change: (inout IdentityProvider) -> Void = { _ in },
        _ body: @Sendable @escaping (LoginStand) async throws -> Void
    ) async throws {
        let secret = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-secret-\(UUID().uuidString)")
        try Data("the client's secret / with ü\n".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let provider = try await ProviderProgram.start()
        defer { provider.stop() }
        var settings = IdentityProvider(
            name: "corp", issuer: try #require(ProviderURL(provider.url)), clientID: "sluice",
            clientSecret: .file(secret.path),
            groups: [
                "ml-release": [GroupName(checked: "release-managers")], "robots": [GroupName(checked: "builders")],
            ],
            clockSkew: 5, checkInterval: 300, machines: MachineRules(audiences: ["https://sluice.test"]))
        change(&settings)
        let all = ServerSettings(
            listen: ListenAddress(port: 0), publicURL: publicURL, identityProviders: [settings],
            personalTokens: personalTokens)
        try await TestServer.perform(settings: all) { server in
            try await body(LoginStand(provider: provider, server: server))
        }
    }

    /// Those of a server that asks `provider` every second, without a secret of its own.
    static func settings(for provider: ProviderProgram) throws -> ServerSettings {
        ServerSettings(
            listen: ListenAddress(port: 0),
            identityProviders: [
                IdentityProvider(
                    name: "corp", issuer: try #require(ProviderURL(provider.url)), clientID: "public", checkInterval: 1)
            ])
    }

    /// A client with some token, or none.
    func client(_ token: String = "") throws -> SluiceClient {
        SluiceClient(try #require(ServerAddress(url: server.url, token: token)))
    }

    /// What a program has after the browser came back to it.
    func visit(_ request: AuthorizationRequest) async throws -> LoginRequest {
        let report = try await client().loginProvider("corp")
        let endpoint = AuthorizationEndpoint(
            url: report.authorizationUrl, clientID: report.clientId, scopes: report.scopes,
            parameters: report.parameters)
        let page = try await provider.browser.get(request.url(at: endpoint, redirect: Self.redirect))
        let place = try #require(page.location.flatMap { URLComponents(string: $0) })
        func field(_ name: String) -> String? { place.queryItems?.first { $0.name == name }?.value }
        #expect(field("state") == request.state)
        return LoginRequest(
            code: field("code") ?? "", verifier: request.verifier, nonce: request.nonce, redirectUri: Self.redirect,
            issuer: field("iss"))
    }

    /// Logs the provider's present user in, as a program does.
    func logIn() async throws -> NewSessionReport { try await client().logIn(at: "corp", visit(.random())) }

    /// Goes through a login with a browser, up to the last page.
    func logIn(_ browser: TestBrowser, query: String = "") async throws -> TestBrowser.Page {
        let first = try await browser.get(server.url + "/auth/login" + query)
        let second = try await browser.get(try #require(first.location))
        return try await browser.get(try #require(second.location))
    }

    /// The problem's code that a call ends with; nil if it ends well.
    func problem(_ body: () async throws -> Void) async -> ProblemCode? {
        do {
            try await body()
            return nil
        } catch {
            guard case .problem(let code) = (error as? ClientError)?.code else { return .broken }
            return code
        }
    }

    /// What the ledger says of logins, oldest first: action and subject.
    func ledger() async throws -> [String] {
        try await server.engine.context.catalog.read { try $0.ledger() }
            .filter {
                [
                    "logged-in", "logged-out", "session-ended", "user-added", "user-changed", "tokens-suspended",
                    "tokens-resumed",
                ].contains($0.action.rawValue)
            }
            .map { "\($0.action.rawValue) \($0.subject) by \($0.actor)" }
    }

    /// The claims of a machine's token, with some replaced.
    func claims(_ changes: [String: String] = [:]) -> String {
        let time = Int(Date().timeIntervalSince1970)
        let claims = [
            "iss": "\"\(provider.url)\"", "sub": "\"robot-7\"", "aud": "\"https://sluice.test\"", "iat": "\(time)",
            "exp": "\(time + 120)", "groups": #"["robots"]"#,
        ].merging(changes) { $1 }
        return "{" + claims.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }

    /// A machine's token.
    func token(_ changes: [String: String] = [:], key: String = "own") async throws -> String {
        try await provider.token(header: #"{"alg": "RS256", "kid": "RS256-1"}"#, claims: claims(changes), key: key)
    }

    /// Looks until it is so; after minutes, that it never was is a failure.
    func until(_ isSo: () async throws -> Bool, at place: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<6000 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("it never came to be", sourceLocation: place)
    }
}
