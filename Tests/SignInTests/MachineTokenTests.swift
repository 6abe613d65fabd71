import Foundation
import Promotion
import ProviderProgram
import SignIn
import Testing

@Suite("Tokens that come with requests", .enabled(if: ProviderProgram.python != nil))
struct MachineTokenTests {
    @Test("S-07: a token of each algorithm is believed, and says who and which groups")
    func algorithms() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            for algorithm in SignatureAlgorithm.allCases {
                let token = try await provider.token(
                    header: #"{"alg": "\#(algorithm.rawValue)", "kid": "\#(algorithm.rawValue)-1", "typ": "at+jwt"}"#,
                    claims: ProviderStand.claims(provider.url))
                let (identity, _) = try await client.identity(bearing: token)
                #expect(identity.user == "robot-7")
                #expect(identity.kind == .service)
                #expect(identity.groups == ["builders", "viewers"])
                #expect(identity.qualifiedSubject == "\(provider.url)#robot-7")
            }
            #expect(try await provider.control()["/keys"] == 1)
        }
    }

    @Test("S-07: what the provider itself gives to a client is believed")
    func issuedByProvider() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider) {
                $0.machines?.names = ["client-robot": "ci-robot"]
            }
            let (identity, expires) = try await client.identity(bearing: provider.machineToken())
            #expect(identity.user == "ci-robot")
            #expect(identity.groups == ["builders", "viewers"])
            #expect(expires > ProviderStand.now)
        }
    }

    /// A token that must be refused, and what is said of it.
    struct Bad: Sendable, CustomTestStringConvertible {
        var name: String
        var header = #"{"alg": "RS256", "kid": "RS256-1"}"#
        var changes: [String: String?] = [:]
        var key = "own"
        var with: String?
        var says: String

        var testDescription: String { name }
    }

    private static let time = Int(Date().timeIntervalSince1970)
    private static let notTaken = "the token is signed in a way that this server does not take"
    private static let notAKey = "the token is not signed with a key of the identity provider"
    private static let wrong = "the token's signature is wrong"
    private static let elsewhere = "the token is not for this server"
    private static let unclear = "the token does not say when it was issued and when it expires"

    static let bad: [Bad] = [
        Bad(name: "alg none", header: #"{"alg": "none"}"#, key: "none", says: notTaken),
        Bad(name: "alg None", header: #"{"alg": "nOnE", "kid": "RS256-1"}"#, key: "none", says: notTaken),
        Bad(
            name: "HS256 with the public key as the secret", header: #"{"alg": "HS256", "kid": "RS256-1"}"#,
            key: "public-as-secret", says: notTaken),
        Bad(
            name: "HS256 with a symmetric key of the set", header: #"{"alg": "HS256", "kid": "RS256-oct"}"#,
            key: "public-as-secret", says: notTaken),
        Bad(name: "RS256 that names a symmetric key", header: #"{"alg": "RS256", "kid": "RS256-oct"}"#, says: notAKey),
        Bad(name: "ES256 that names an RSA key", header: #"{"alg": "ES256", "kid": "RS256-1"}"#, says: notAKey),
        Bad(name: "PS256 with a key that is for RS256", header: #"{"alg": "PS256", "kid": "RS256-1"}"#, says: notAKey),
        Bad(name: "RS384", header: #"{"alg": "RS384", "kid": "RS256-1"}"#, with: "RS256", says: notTaken),
        Bad(name: "another's key of the same id", key: "foreign", says: wrong),
        Bad(name: "another's EdDSA key", header: #"{"alg": "EdDSA", "kid": "EdDSA-1"}"#, key: "foreign", says: wrong),
        Bad(name: "no signature", key: "none", says: wrong),
        Bad(
            name: "a key in the token", header: #"{"alg": "RS256", "kid": "mine", "jwk": {"kty": "RSA"}}"#,
            key: "foreign",
            says: notAKey),
        Bad(
            name: "a critical extension", header: #"{"alg": "RS256", "kid": "RS256-1", "crit": ["b64"], "b64": false}"#,
            says: "the token asks for what this server does not know"),
        Bad(
            name: "another type", header: #"{"alg": "RS256", "kid": "RS256-1", "typ": "logout+jwt"}"#,
            says: "the token is of another type"),
        Bad(name: "expired", changes: ["exp": "\(time - 60)"], says: "the token has expired"),
        Bad(name: "no expiry", changes: ["exp": nil], says: unclear),
        Bad(name: "no time of issue", changes: ["iat": nil], says: unclear),
        Bad(name: "expiry as text", changes: ["exp": "\"\(time + 60)\""], says: "the token's times cannot be read"),
        Bad(name: "expiry beyond all numbers", changes: ["exp": "1e300"], says: "the token's times cannot be read"),
        Bad(name: "not yet", changes: ["nbf": "\(time + 600)"], says: "the token does not count yet"),
        Bad(
            name: "from the future", changes: ["iat": "\(time + 600)", "exp": "\(time + 900)"],
            says: "the token was issued in the future; compare the clocks"),
        Bad(
            name: "too old", changes: ["iat": "\(time - 3600)", "exp": "\(time + 3600)"],
            says: "the token was issued too long ago; fetch a new one"),
        Bad(
            name: "another issuer", changes: ["iss": "\"https://id.example.org\""],
            says: "the token is another issuer's"),
        Bad(name: "no issuer", changes: ["iss": nil], says: "the token is another issuer's"),
        Bad(
            name: "issuers in a list", changes: ["iss": "[\"https://id.example.org\"]"],
            says: "the token is another issuer's"),
        Bad(name: "another audience", changes: ["aud": "\"https://other.test\""], says: elsewhere),
        Bad(name: "no audience", changes: ["aud": nil], says: elsewhere),
        Bad(name: "the audience of logins", changes: ["aud": "\"sluice\""], says: elsewhere),
        Bad(name: "no subject", changes: ["sub": nil], says: "the token does not say whose it is"),
    ]

    @Test("S-07: tokens that are not to be believed are refused, and the answer tells nothing of the settings")
    func refused() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            for bad in Self.bad {
                let token = try await provider.token(
                    header: bad.header, claims: ProviderStand.claims(provider.url, bad.changes), key: bad.key,
                    with: bad.with)
                let failure = await ProviderStand.failure { _ = try await client.identity(bearing: token) }
                #expect(failure?.message == bad.says, "\(bad.name)")
                #expect(failure?.code == .rejected, "\(bad.name)")
            }
        }
    }

    @Test("S-07: text that is no token is refused before anything is asked of the provider")
    func malformed() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let deep = Data(String(repeating: "[", count: 100_000).utf8).base64EncodedString()
            let texts = [
                "", ".", "..", "a.b", "a.b.c.d", "eyJ.eyJ.", "eyJhbGciOiJSUzI1NiJ9=.e30.e30", "\u{0}.\u{0}.\u{0}",
                "e30.e30.e30", deep.prefix(4000) + ".e30.e30", String(repeating: "a", count: 20_000) + ".e30.e30",
            ]
            for text in texts {
                let failure = await ProviderStand.failure { _ = try await client.identity(bearing: text) }
                #expect(failure?.message == "the token is malformed", "\(text.prefix(40))")
            }
            #expect(try await provider.control()["/keys"] == nil)
        }
    }

    @Test("S-07: a payload nested without end is refused, although its signature is right")
    func nested() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let nested = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
            let token = try await provider.token(
                header: #"{"alg": "ES256", "kid": "ES256-1"}"#,
                claims: ProviderStand.claims(provider.url, ["x": nested]))
            let failure = await ProviderStand.failure { _ = try await client.identity(bearing: token) }
            #expect(failure?.message == "the token is malformed")
        }
    }

    @Test("S-07: an algorithm that the settings do not list is refused")
    func unlistedAlgorithm() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider) { $0.algorithms = [.es256] }
            let token = try await provider.token(
                header: #"{"alg": "RS256", "kid": "RS256-1"}"#, claims: ProviderStand.claims(provider.url))
            let failure = await ProviderStand.failure { _ = try await client.identity(bearing: token) }
            #expect(failure?.message == Self.notTaken)
        }
    }

    @Test("S-41: after the provider has changed its keys, the new ones count and the old ones do not")
    func rotation() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            let old = try await provider.token(
                header: #"{"alg": "RS256", "kid": "RS256-1"}"#, claims: ProviderStand.claims(provider.url))
            _ = try await client.identity(bearing: old)
            try await provider.control(#"{"generation": 2}"#)
            let new = try await provider.token(
                header: #"{"alg": "RS256", "kid": "RS256-2"}"#, claims: ProviderStand.claims(provider.url))
            _ = try await client.identity(bearing: new)
            #expect(
                await ProviderStand.failure { _ = try await client.identity(bearing: old) }?.message == Self.notAKey)
        }
    }

    @Test("S-07: tokens that name keys which nobody has do not make the server ask for keys again and again")
    func unknownKeys() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider)
            for count in 0..<20 {
                let token = try await provider.token(
                    header: #"{"alg": "RS256", "kid": "unknown-\#(count)"}"#,
                    claims: ProviderStand.claims(provider.url))
                let failure = await ProviderStand.failure { _ = try await client.identity(bearing: token) }
                #expect(failure?.message == Self.notAKey)
            }
            #expect(try await provider.control()["/keys"] == 6)
        }
    }

    @Test(
        "A-14: while the provider is down, tokens of keys that are known go on counting, and others are told to come again"
    )
    func down() async throws {
        let provider = try await ProviderProgram.start()
        let client = try ProviderStand.client(of: provider)
        let stranger = try ProviderStand.client(of: provider)
        let token = try await provider.token(
            header: #"{"alg": "EdDSA", "kid": "EdDSA-1"}"#, claims: ProviderStand.claims(provider.url))
        _ = try await client.identity(bearing: token)
        provider.stop()
        #expect(try await client.identity(bearing: token).identity.user == "robot-7")
        #expect(await ProviderStand.failure { _ = try await stranger.identity(bearing: token) }?.code == .unavailable)
    }

    @Test("a token of a person says so where the settings have a claim for that")
    func person() async throws {
        try await ProviderProgram.perform { provider in
            let client = try ProviderStand.client(of: provider) { $0.machines?.personClaim = "preferred_username" }
            let header = #"{"alg": "RS256", "kid": "RS256-1"}"#
            let claims = ProviderStand.claims(
                provider.url,
                [
                    "preferred_username": "\"Bob\"", "email": "\"Bob@Example.org\"", "email_verified": "true",
                    "auth_time": "1700000000",
                ])
            let token = try await provider.token(header: header, claims: claims)
            let identity = try await client.identity(bearing: token).identity
            #expect(identity.kind == .person)
            #expect(identity.user == "bob")
            #expect(identity.email == "bob@example.org")
            #expect(identity.authenticatedAt == Timestamp(milliseconds: 1_700_000_000_000))
            let robot = try await provider.token(header: header, claims: ProviderStand.claims(provider.url))
            #expect(try await client.identity(bearing: robot).identity.kind == .service)
        }
    }
}
