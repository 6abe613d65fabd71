import Foundation
import Promotion
import ProviderProgram
import SignIn
import Testing
import WebClient

@Suite("Logins at a provider", .enabled(if: ProviderProgram.python != nil))
struct LoginTests {
    private static let redirect = "http://127.0.0.1:9/callback"

    /// Goes to the provider as a browser, and gives what comes back.
    private func visit(
        _ provider: ProviderProgram, _ client: SignInClient, _ request: AuthorizationRequest
    ) async throws -> [String: String] {
        let endpoint = try await client.authorizationEndpoint()
        let page = try await provider.browser.get(request.url(at: endpoint, redirect: Self.redirect))
        let place = try #require(page.location.flatMap { URLComponents(string: $0) })
        #expect(page.location?.hasPrefix(Self.redirect + "?") == true)
        return Dictionary((place.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
    }

    private func code(
        _ answer: [String: String], _ request: AuthorizationRequest,
        _ change: (inout (verifier: String, nonce: String, issuer: String?, redirect: String)) -> Void = { _ in }
    ) throws -> AuthorizationCode {
        var parts = (verifier: request.verifier, nonce: request.nonce, issuer: answer["iss"], redirect: Self.redirect)
        change(&parts)
        return AuthorizationCode(
            code: try #require(answer["code"]), verifier: parts.verifier, nonce: parts.nonce, redirect: parts.redirect,
            issuer: parts.issuer)
    }

    @Test(
        "a login with a code and PKCE says who somebody is, with each algorithm", arguments: SignatureAlgorithm.allCases
    )
    func login(algorithm: SignatureAlgorithm) async throws {
        try await ProviderProgram.perform { provider in
            try await provider.control(
                """
                {"algorithm": "\(algorithm.rawValue)", "users": {"alice": {"groups": ["ml-release", "other"],
                 "email": "Alice@example.org", "email_verified": true}}}
                """)
            let client = try ProviderStand.client(of: provider)
            let request = AuthorizationRequest.random()
            let answer = try await visit(provider, client, request)
            #expect(answer["state"] == request.state)
            let login = try await client.signIn(code(answer, request))
            let identity = try #require(login.identity)
            #expect(identity.user == "alice")
            #expect(identity.kind == .person)
            #expect(identity.email == "alice@example.org")
            #expect(identity.groups == ["release-managers"])
            #expect(identity.subject == "subject-of-alice")
            #expect(identity.authenticatedAt != nil)
            #expect(login.refreshToken?.isEmpty == false)
        }
    }

    @Test("a public client logs in without a secret")
    func publicClient() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider) {
                $0.clientID = "public"
                $0.clientSecret = nil
            }
            let request = AuthorizationRequest.random()
            let answer = try await visit(provider, client, request)
            #expect(try await client.signIn(code(answer, request)).identity?.user == "alice")
        }
    }

    @Test("S-41: a code counts once, and only with its own verifier and address")
    func codes() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let request = AuthorizationRequest.random()
            let answer = try await visit(provider, client, request)
            for change in [
                { $0.verifier = AuthorizationRequest.random().verifier },
                { $0.redirect = "http://127.0.0.1:10/callback" },
            ] as [(inout (verifier: String, nonce: String, issuer: String?, redirect: String)) -> Void] {
                let wrong = try code(answer, request, change)
                #expect(await ProviderStand.failure { _ = try await client.signIn(wrong) }?.code == .refused)
            }
            let right = try code(answer, request)
            _ = try await client.signIn(right)
            #expect(await ProviderStand.failure { _ = try await client.signIn(right) }?.code == .refused)
        }
    }

    @Test("S-41: a token of another login, or an answer of another provider, is refused")
    func mixedUp() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let request = AuthorizationRequest.random()
            let nonce = try code(await visit(provider, client, request), request) { $0.nonce = "another" }
            let failure = await ProviderStand.failure { _ = try await client.signIn(nonce) }
            #expect(failure?.message == "the token is that of another login")
            for issuer in ["https://id.example.org", nil] {
                let other = AuthorizationRequest.random()
                let mixed = try code(await visit(provider, client, other), other) { $0.issuer = issuer }
                let failure = await ProviderStand.failure { _ = try await client.signIn(mixed) }
                #expect(failure?.message == "the answer is another identity provider's")
            }
        }
    }

    @Test(
        "S-07: ID tokens that are not to be believed log nobody in",
        arguments: [
            (#"{"aud": "other"}"#, "the token is not for this server"),
            (#"{"aud": ["sluice", "other"]}"#, "the token is not for this server"),
            (#"{"azp": "other"}"#, "the token is not for this server"),
            (#"{"iss": "https://id.example.org"}"#, "the token is another issuer's"),
            (#"{"exp": 1}"#, "the token has expired"),
            (#"{"nonce": null}"#, "the token is that of another login"),
            (#"{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}"#, "the identity provider's tokens do not belong together"),
            (#"{"sub": null}"#, "the token does not say whose it is"),
            (
                #"{"preferred_username": "Robert'); DROP TABLE"}"#,
                "the identity provider gives no name that this server can use; tell its operator"
            ),
        ])
    func badIDTokens(changes: String, message: String) async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            try await provider.control(#"{"changes": \#(changes)}"#)
            let request = AuthorizationRequest.random()
            let made = try code(await visit(provider, client, request), request)
            let failure = await ProviderStand.failure { _ = try await client.signIn(made) }
            #expect(failure?.message == message)
            #expect(failure?.code == .rejected)
        }
    }

    @Test("an address that the provider has not verified is nobody's, and names nobody")
    func unverifiedEmail() async throws {
        try await ProviderProgram.perform { provider in
            try await provider.control(#"{"users": {"alice": {"email": "boss@example.org"}}}"#)
            let client = try ProviderStand.client(of: provider)
            let request = AuthorizationRequest.random()
            let login = try await client.signIn(code(await visit(provider, client, request), request))
            #expect(login.identity?.email == nil)
            let byEmail = try ProviderStand.client(of: provider) { $0.claims.user = "email" }
            let other = AuthorizationRequest.random()
            let made = try code(await visit(provider, byEmail, other), other)
            #expect(await ProviderStand.failure { _ = try await byEmail.signIn(made) }?.code == .rejected)
        }
    }

    @Test("A-14: a login is renewed with its new groups, and refused once the user is disabled at the provider")
    func renewal() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let request = AuthorizationRequest.random()
            let login = try await client.signIn(code(await visit(provider, client, request), request))
            let first = try #require(login.refreshToken)
            try await provider.control(#"{"users": {"alice": {"groups": "ml-release"}}}"#)
            let renewed = try await client.renew(first, of: "subject-of-alice")
            #expect(renewed.identity?.groups == ["release-managers"])
            let second = try #require(renewed.refreshToken)
            // It was used up.
            let again = await ProviderStand.failure { _ = try await client.renew(first, of: "subject-of-alice") }
            #expect(again?.code == .refused)
            let other = await ProviderStand.failure { _ = try await client.renew(second, of: "subject-of-bob") }
            #expect(other?.code == .rejected)
        }
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let request = AuthorizationRequest.random()
            let login = try await client.signIn(code(await visit(provider, client, request), request))
            try await provider.control(#"{"disabled": ["alice"]}"#)
            let failure = await ProviderStand.failure {
                _ = try await client.renew(#require(login.refreshToken), of: "subject-of-alice")
            }
            #expect(failure?.code == .refused && failure?.refusesPerson == true)
        }
    }

    @Test(
        "A-14: only some codes say no to the person; others are about the program that asks",
        arguments: [
            (400, "invalid_grant", true), (403, "access_denied", true), (401, "invalid_grant", true),
            (400, "interaction_required", true), (401, "invalid_client", false), (400, "unauthorized_client", false),
            (400, "invalid_request", false), (403, "", false),
        ])
    func whomARefusalIsAbout(_ status: Int, _ code: String, _ isAboutPerson: Bool) async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let body = code.isEmpty ? "no" : #"{\"error\": \"\#(code)\"}"#
            try await provider.control(#"{"answers": {"/token": [\#(status), {}, "\#(body)"]}}"#)
            let failure = await ProviderStand.failure { _ = try await client.renew("any", of: "subject-of-alice") }
            #expect(failure?.code == .refused && failure?.refusesPerson == isAboutPerson)
        }
    }
}
