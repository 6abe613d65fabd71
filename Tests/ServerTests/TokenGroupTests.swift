import Engine
import Promotion
import ProviderProgram
import SignIn
import SluiceClient
import Testing

@Suite(
    "Groups that a provider gives, and personal tokens", .enabled(if: ProviderProgram.python != nil))
struct TokenGroupTests {
    private let managers = GroupName(checked: "release-managers")

    private func roles(_ client: SluiceClient) async throws -> [Role] { try await client.whoAmI().grants.map(\.role) }

    private func setGroups(_ groups: String, _ stand: LoginStand) async throws {
        try await stand.provider.control(#"{"users": {"alice": {"groups": [\#(groups)]}}}"#)
    }

    @Test("A-14: a personal token has the groups that the provider gives its owner, and loses them within the interval")
    func followsTheProvider() async throws {
        try await LoginStand.perform {
            $0.checkInterval = 1
        } _: { stand in
            _ = try await stand.server.client.grantRole(Grant(.releaseManager, to: .group(managers)))
            let run = try await stand.server.insertRun().run
            try await setGroups(#""ml-release""#, stand)
            let session = try stand.client(try await stand.logIn().token)
            let token = try stand.client(try await session.createToken(CreateTokenRequest()).token)
            #expect(try await roles(token) == [.releaseManager])
            #expect(try await token.run(run).id == run)
            let check = try await token.checkAccess(of: nil, .promote, in: nil, nil)
            #expect(check.isAllowed)
            #expect(
                check.reasons.joined().contains("'alice' is in it by the last word of the identity provider"),
                "\(check)")
            // The login goes on when its session is logged out, and so do its groups.
            try await session.logOut()
            #expect(try await roles(token) == [.releaseManager])
            try await setGroups("", stand)
            try await stand.until { try await roles(token).isEmpty }
            #expect(try await !token.checkAccess(of: nil, .promote, in: nil, nil).isAllowed)
            #expect(await stand.problem { _ = try await token.run(run) } == .notFound)
            try await setGroups(#""ml-release""#, stand)
            try await stand.until { try await roles(token) == [.releaseManager] }
        }
    }

    @Test(
        "A-14: a token with fewer verbs has no more of them through a group, and groups of an older login are gone with the newer"
    )
    func boundsAndNewerLogin() async throws {
        try await LoginStand.perform { stand in
            _ = try await stand.server.client.grantRole(Grant(.releaseManager, to: .group(managers)))
            let run = try await stand.server.insertRun().run
            try await setGroups(#""ml-release""#, stand)
            let session = try stand.client(try await stand.logIn().token)
            let scope = TokenScope(verbs: [.view])
            let token = try stand.client(try await session.createToken(CreateTokenRequest(scope: scope)).token)
            #expect(try await token.run(run).id == run)
            let request = ReasonRequest(reason: "r")
            #expect(await stand.problem { _ = try await token.abort(run, request) } == .forbidden)
            try await setGroups("", stand)
            _ = try await stand.logIn()
            #expect(await stand.problem { _ = try await token.run(run) } == .notFound)
        }
    }

    @Test("A-14: where nobody can be asked, the groups of the last login count as long as its word")
    func withoutRefreshToken() async throws {
        try await LoginStand.perform(personalTokens: PersonalTokenSettings(unconfirmedSeconds: 600)) { stand in
            _ = try await stand.server.client.grantRole(Grant(.releaseManager, to: .group(managers)))
            try await stand.provider.control(
                #"{"refresh_tokens": false, "users": {"alice": {"groups": ["ml-release"]}}}"#)
            let session = try stand.client(try await stand.logIn().token)
            let token = try stand.client(try await session.createToken(CreateTokenRequest()).token)
            #expect(try await roles(token) == [.releaseManager])
        }
    }
}
