import Foundation
import Promotion
import ProviderProgram
import SignIn
import Testing

@Suite("What a provider says of itself", .enabled(if: ProviderProgram.python != nil))
struct DiscoveryTests {
    private static let path = "/.well-known/openid-configuration"

    private func failure(after change: String, path: String = DiscoveryTests.path) async throws -> SignInError? {
        var failure: SignInError?
        let provider = try await ProviderProgram.start()
        defer { provider.stop() }
        try await provider.control(change.replacing("URL", with: provider.url))
        let client = try ProviderStand.client(of: provider)
        failure = await ProviderStand.failure { _ = try await client.authorizationEndpoint() }
        return failure
    }

    @Test("S-07: an issuer that is not exactly the one of the settings is refused")
    func otherIssuer() async throws {
        let failure = try await failure(after: #"{"issuer": "URL/"}"#)
        #expect(failure?.code == .misconfigured)
        #expect(failure?.message.contains("127.0.0.1") == false)
    }

    @Test(
        "a provider that answers what is of no use is unavailable",
        arguments: [
            #"[404, {}, "not here"]"#, #"[500, {}, "broken"]"#, #"[200, {}, "no JSON"]"#, #"[200, {}, "{}"]"#,
            #"[302, {"Location": "URL/other"}, ""]"#,
            #"[200, {}, "{\"issuer\": \"URL\", \"authorization_endpoint\": \"http://id.example.org/a\", \"token_endpoint\": \"URL/t\", \"jwks_uri\": \"URL/k\"}"]"#,
            #"[200, {}, "{\"issuer\": \"URL\", \"authorization_endpoint\": \"javascript:alert(1)\", \"token_endpoint\": \"URL/t\", \"jwks_uri\": \"URL/k\"}"]"#,
        ])
    func useless(answer: String) async throws {
        let failure = try await failure(after: #"{"answers": {"\#(Self.path)": \#(answer)}}"#)
        #expect(failure?.code == .unavailable)
        #expect(failure?.message == "the identity provider does not answer as it should; try again in a while")
    }

    @Test("an answer without end is not read to its end")
    func endless() async throws {
        let long = String(repeating: "x", count: 2 << 20)
        let failure = try await failure(after: #"{"answers": {"\#(Self.path)": [200, {}, "\#(long)"]}}"#)
        #expect(failure?.code == .unavailable)
    }

    @Test("people who log in at the same time wait for one answer, and it is kept")
    func cached() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await client.authorizationEndpoint() } }
                try await group.waitForAll()
            }
            _ = try await client.authorizationEndpoint()
            #expect(try await provider.control()[Self.path] == 1)
        }
    }

    @Test("a provider that comes back is found again")
    func comesBack() async throws {
        let provider = try await ProviderProgram.start()
        provider.stop()
        let client = try ProviderStand.client(of: provider)
        #expect(await ProviderStand.failure { _ = try await client.authorizationEndpoint() }?.code == .unavailable)
        try await ProviderProgram.perform(port: provider.port) { _ in
            var found = false
            while !found {
                found = await ProviderStand.failure { _ = try await client.authorizationEndpoint() } == nil
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}

@Suite("Addresses of providers")
struct ProviderURLTests {
    @Test(
        "TLS, or the loopback",
        arguments: [
            "https://id.example.org", "https://id.example.org:8443/realms/x", "http://127.0.0.1:9/",
            "http://localhost:1",
            "http://[::1]:80/a", "https://10.0.0.1", "https://[2001:db8::1]/",
        ])
    func taken(text: String) { #expect(ProviderURL(text)?.text == text) }

    @Test(
        "everything else is refused",
        arguments: [
            "", "id.example.org", "http://id.example.org", "http://10.0.0.1", "http://127.0.0.1.example.org",
            "http://localhost.example.org", "http://[::2]", "https://", "https://user@id.example.org",
            "ftp://localhost",
            "https://id.example.org#x", "https://id.example.org/ä", "https://id.example.org:0",
            "https://id.example.org:99999",
            "https://a b", "javascript:alert(1)", "http://2130706433", "http://127.1", "https://[id.example.org]",
        ])
    func refused(text: String) { #expect(ProviderURL(text) == nil) }

    @Test("PKCE's challenge is that of RFC 7636, appendix B")
    func challenge() throws {
        let text = #"{"state": "s", "nonce": "n", "verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}"#
        let request = try JSONDecoder().decode(AuthorizationRequest.self, from: Data(text.utf8))
        #expect(request.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }
}
