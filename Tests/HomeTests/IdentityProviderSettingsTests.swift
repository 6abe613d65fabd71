import Engine
import Promotion
import SignIn
import Testing

@Suite("Identity providers in server.yaml")
struct IdentityProviderSettingsTests {
    private func read(_ text: String) throws -> ServerSettings {
        try ServerSettings.read(yaml: Array(text.utf8), file: "server.yaml")
    }

    private func problems(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch { return (error as? HomeError)?.message ?? "\(error)" }
    }

    @Test func `a provider needs a name, an issuer and a client's id, and has careful defaults`() throws {
        let settings = try read(
            "identityProviders: [{name: corp, issuer: 'https://id.example.org/realms/corp', clientId: sluice}]")
        let provider = try #require(settings.identityProviders.first)
        #expect(provider.name == "corp")
        #expect(provider.issuer.text == "https://id.example.org/realms/corp")
        #expect(provider.clientSecret == nil)
        #expect(provider.machines == nil)
        #expect(provider.groups.isEmpty)
        #expect(provider.checkInterval <= 300)
        #expect(provider.algorithms == Set(SignatureAlgorithm.allCases))
        #expect(settings.publicURL == nil)
    }

    @Test func `everything about a provider can be said`() throws {
        let settings = try read(
            """
            publicUrl: https://sluice.example.org/
            identityProviders:
              - name: corp
                issuer: http://127.0.0.1:8080
                clientId: sluice
                clientSecret: {file: /etc/sluice/secret}
                scopes: [openid, groups]
                parameters: {access_type: offline}
                claims: {user: email, email: mail, groups: realm_access.roles}
                groups: {/ml/release: [release-managers, viewers], auditors: auditors}
                algorithms: [ES256]
                clockSkew: 5s
                longestSession: 8h
                checkInterval: 1s
                machines: {audiences: https://sluice.example.org, user: client_id, names: {"repo:a/b": ci}, longestToken: 10m, personClaim: email}
            """)
        #expect(settings.publicURL == "https://sluice.example.org")
        let provider = try #require(settings.identityProviders.first)
        #expect(provider.clientSecret == .file("/etc/sluice/secret"))
        #expect(provider.scopes == ["openid", "groups"])
        #expect(provider.parameters == ["access_type": "offline"])
        #expect(provider.claims == ClaimNames(user: "email", email: "mail", groups: "realm_access.roles"))
        #expect(provider.groups["/ml/release"]?.map(\.rawValue).sorted() == ["release-managers", "viewers"])
        #expect(provider.groups["auditors"]?.map(\.rawValue) == ["auditors"])
        #expect(provider.algorithms == [.es256])
        #expect(provider.clockSkew == 5)
        #expect(provider.longestSession == 8 * 3600)
        #expect(provider.checkInterval == 1)
        let machines = try #require(provider.machines)
        #expect(machines.audiences == ["https://sluice.example.org"])
        #expect(machines.user == "client_id")
        #expect(machines.names["repo:a/b"]?.rawValue == "ci")
        #expect(machines.longestToken == 600)
        #expect(machines.personClaim == "email")
    }

    @Test(
        "S-07, A-14: what would weaken a login is refused, with its line",
        arguments: [
            ("issuer: http://id.example.org", "issuer"), ("issuer: 'https://id.example.org?x=1'", "issuer"),
            ("algorithms: [none]", "algorithms"), ("algorithms: [HS256]", "algorithms"),
            ("algorithms: [RS256, hs512]", "algorithms"), ("checkInterval: 10m", "checkInterval"),
            ("clockSkew: 1h", "clockSkew"), ("clientSecret: hunter2", "clientSecret"),
            ("clientSecret: {file: relative}", "clientSecret"),
            ("clientSecret: {file: /a, environment: B}", "clientSecret"),
            ("parameters: {code_challenge_method: plain}", "parameters"), ("parameters: {state: x}", "parameters"),
            ("machines: {audiences: [sluice]}", "audiences"), ("machines: {}", "audiences"),
            ("machines: {audiences: [a], longestToken: 30d}", "longestToken"),
            ("groups: {a: ['not a group']}", "groups"),
            ("name: Corp Login", "name"), ("audience: x", "identityProviders[0]"),
        ])
    func refused(line: String, field: String) {
        let good = ["name: corp", "issuer: https://id.example.org", "clientId: sluice"]
        let key = line.prefix { $0 != ":" } + ":"
        let lines = good.filter { !$0.hasPrefix(key) } + [line]
        let found = problems("identityProviders:\n  - " + lines.joined(separator: "\n    "))
        #expect(found.contains(field), "\(found)")
        #expect(found.contains("server.yaml:"))
        #expect(!found.contains("hunter2"))
    }

    @Test func `two providers may not have one name or one issuer`() {
        let one = "{name: a, issuer: 'https://a.example.org', clientId: s}"
        #expect(problems("identityProviders: [\(one), \(one)]").contains("same name or issuer"))
    }

    @Test(arguments: [
        "https://sluice.example.org/path", "http://sluice.example.org", "sluice.example.org", "https://a/?b",
    ])
    func `an address of the server is an origin`(text: String) {
        #expect(problems("publicUrl: '\(text)'").contains("publicUrl"))
    }
}
