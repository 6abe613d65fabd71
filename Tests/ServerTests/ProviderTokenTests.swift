import Engine
import Foundation
import Promotion
import ProviderProgram
import SignIn
import SluiceClient
import Testing
import WebClient

@Suite("Tokens of an identity provider at a server", .enabled(if: ProviderProgram.python != nil))
struct ProviderTokenTests {
    @Test("S-07: a machine comes with a token of the provider, and has the roles of its groups")
    func machine() async throws {
        try await LoginStand.perform { stand in
            _ = try await stand.server.client.grantRole(Grant(.engineer, to: .group(GroupName(checked: "builders"))))
            let client = try stand.client(try await stand.token())
            let who = try await client.whoAmI()
            #expect(who.actor.kind == .service)
            #expect(who.actor.name.rawValue == "robot-7")
            #expect(who.actor.authenticatedAt == nil)
            #expect(who.grants.map(\.role) == [.engineer])
            #expect(try await client.projects().isEmpty)
            #expect(await stand.problem { _ = try await client.users() } == .forbidden)
            #expect(try await stand.ledger() == ["user-added robot-7 by robot-7"])
            // The provider's own way to give a token to a program.
            let own = try stand.client(try await stand.provider.machineToken())
            #expect(try await own.whoAmI().actor.name.rawValue == "client-robot")
        }
    }

    @Test("S-07: MLflow's API takes it as well")
    func mlflow() async throws {
        try await LoginStand.perform { stand in
            _ = try await stand.server.client.grantRole(Grant(.engineer, to: .group(GroupName(checked: "builders"))))
            let url = stand.server.url + "/api/2.0/mlflow/experiments/search?max_results=5"
            let good = try await TestBrowser().get(
                url, headers: ["Authorization": "Bearer \(try await stand.token())"])
            #expect(good.status == 200)
            let expired = try await stand.token(["exp": "1"])
            let bad = try await TestBrowser().get(url, headers: ["Authorization": "Bearer \(expired)"])
            #expect(bad.status == 401)
        }
    }

    @Test(
        "S-07: bad tokens are refused with a reason that tells nothing of the settings, and are no one's in the audit")
    func refused() async throws {
        try await LoginStand.perform { stand in
            for (changes, reason) in [
                (["exp": "1"], "the token has expired"), (["aud": "\"x\""], "the token is not for this server"),
                (["sub": "\"../../etc\""], "gives no name that this server can use"),
            ] {
                let token = try await stand.token(changes)
                do {
                    _ = try await stand.client(token).whoAmI()
                    Issue.record("it was taken")
                } catch let error as ClientError {
                    #expect(error.code == .problem(.unauthenticated))
                    #expect(error.message.contains(reason), "\(error.message)")
                    #expect(!error.message.contains(stand.provider.url) && !error.message.contains("sluice.test"))
                }
            }
            let foreign = try await stand.token(key: "foreign")
            #expect(await stand.problem { _ = try await stand.client(foreign).whoAmI() } == .unauthenticated)
            // Of an issuer that nobody has named: nothing is asked for, and nothing is said.
            let asked = try await stand.provider.control()["/keys"]
            let stranger = try await stand.token(["iss": "\"https://id.example.org\""])
            #expect(await stand.problem { _ = try await stand.client(stranger).whoAmI() } == .unauthenticated)
            #expect(try await stand.provider.control()["/keys"] == asked)
        }
    }

    @Test("S-41: a token that was believed is not believed after its end, and not after its service was disabled")
    func remembered() async throws {
        try await LoginStand.perform {
            $0.clockSkew = 0
        } _: { stand in
            let time = Int(Date().timeIntervalSince1970)
            let short = try stand.client(try await stand.token(["exp": "\(time + 3)"]))
            _ = try await short.whoAmI()
            try await stand.until { await stand.problem { _ = try await short.whoAmI() } == .unauthenticated }
            let long = try stand.client(try await stand.token())
            _ = try await long.whoAmI()
            _ = try await stand.server.client.setDisabled(UserName(checked: "robot-7"), true)
            #expect(await stand.problem { _ = try await long.whoAmI() } == .unauthenticated)
        }
    }

    @Test("S-07: a service cannot take the name of a person, nor a person that of a service")
    func names() async throws {
        try await LoginStand.perform { stand in
            _ = try await stand.logIn()
            let client = try stand.client(try await stand.token(["sub": "\"alice\""]))
            #expect(await stand.problem { _ = try await client.whoAmI() } == .unauthenticated)
        }
    }

    @Test("while the provider is down, tokens that need its keys are told to come again")
    func down() async throws {
        try await LoginStand.perform { stand in
            let token = try await stand.token()
            stand.provider.stop()
            #expect(await stand.problem { _ = try await stand.client(token).whoAmI() } == .unavailable)
        }
    }
}
