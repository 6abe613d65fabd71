import Engine
import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("Commands about people, tokens and secrets")
struct PeopleCommandTests {
    @Test func usersAreAddedShownEditedAndDisabled() async throws {
        try await CommandStand.perform { stand in
            #expect(try await stand.sluice("user", "list").output.contains("'sluice user add NAME' adds somebody"))
            let added = try await stand.sluice("user", "add", "ann", "--email", "ann@example.org")
            #expect(added.status == 0 && added.errors.isEmpty, "\(added)")
            #expect(
                added.output.hasPrefix("ann\n") && added.output.contains("next: 'sluice role grant ROLE --user ann'"))
            let service: UserReport = try await stand.sluice(
                "user", "add", "ci", "--service", "--owner", "ann", "-o", "json"
            ).decoded()
            #expect(service.kind == .service && service.owner?.rawValue == "ann")
            let twice = try await stand.sluice("user", "add", "ann")
            #expect(twice.status == 2 && twice.errors.contains("'ann'") && twice.output.isEmpty, "\(twice)")
            let owner = try await stand.sluice("user", "add", "bob", "--owner", "ann")
            #expect(owner.status == 2 && owner.errors.contains("--owner needs --service"), "\(owner)")
            let key = stand.home.path + "/id"
            try Data("-----BEGIN OPENSSH PRIVATE KEY-----\n".utf8).write(to: URL(fileURLWithPath: key))
            let secret = try await stand.sluice("user", "edit", "ann", "--ssh-key", key)
            #expect(secret.status == 2 && secret.errors.contains("name the .pub file beside it"), "\(secret)")

            let edited: UserReport = try await stand.sluice(
                "user", "edit", "ann", "--email", "ann@work.example", "-o", "json"
            ).decoded()
            #expect(edited.emails == ["ann@example.org", "ann@work.example"])
            _ = try await stand.sluice("user", "edit", "ann", "--remove", "--email", "ann@example.org")
            #expect(try await stand.sluice("user", "disable", "ann").output == "ann is disabled\n")
            let listed = try await stand.sluice("user", "list").output.split(separator: "\n")
            #expect(listed.count == 3 && listed[0].hasPrefix("USER") && listed[1].hasSuffix("disabled"), "\(listed)")
            #expect(listed[2].contains("service") && listed[2].contains("ann"), "\(listed)")
            #expect(try await stand.sluice("user", "enable", "ann").output == "ann is enabled\n")
            let shown = try await stand.sluice("user", "show", "ann")
            #expect(shown.output.contains("ann@work.example") && !shown.output.contains("disabled"), "\(shown)")
            let users: [UserReport] = try await stand.sluice("user", "list", "-o", "json").decoded()
            #expect(users.map(\.name.rawValue) == ["ann", "ci"] && users.allSatisfy { $0.disabled == nil })
            let nobody = try await stand.sluice("user", "show", "zoe")
            #expect(nobody.status == 2 && nobody.errors.contains("'zoe'"), "\(nobody)")
        }
    }

    @Test func groupsHaveMembersAndRolesAreGivenToThem() async throws {
        try await CommandStand.perform { stand in
            _ = try await stand.sluice("user", "add", "ann")
            #expect(try await stand.sluice("group", "list").output.contains("'sluice group add NAME' makes one"))
            #expect(try await stand.sluice("group", "add", "risk").output.contains("group risk has no members yet"))
            #expect(try await stand.sluice("group", "add", "risk").status == 2)
            #expect(try await stand.sluice("group", "add-member", "risk", "ann").output == "risk: ann\n")
            for (group, user) in [("risk", "zoe"), ("none", "ann")] {
                let unknown = try await stand.sluice("group", "add-member", group, user)
                #expect(
                    unknown.status == 2 && unknown.errors.contains(group == "none" ? "'none'" : "'zoe'"), "\(unknown)")
            }
            let table = try await stand.sluice("group", "list").output.split(separator: "\n")
            #expect(table.count == 2 && table[1].split(separator: " ") == ["risk", "ann"], "\(table)")
            let groups: [GroupReport] = try await stand.sluice("group", "list", "-o", "json").decoded()
            #expect(groups.map(\.members) == [[UserName(checked: "ann")]])

            let granted = try await stand.sluice(
                "role", "grant", "release-manager", "--group", "risk", "--project", "shop", "--env", "prod")
            #expect(
                granted.status == 0 && granted.output.contains("'sluice role revoke 1' takes it away"), "\(granted)")
            let report: GrantReport = try await stand.sluice("role", "grant", "auditor", "--user", "ann", "-o", "json")
                .decoded()
            #expect(report.grant.role == .auditor && report.id == 2)
            let roles = try await stand.sluice("role", "list").output.split(separator: "\n").dropFirst()
            #expect(roles.map { $0.split(separator: " ").dropFirst().first } == ["release-manager", "auditor"])
            for (arguments, text) in [
                (["role", "grant", "boss", "--user", "ann"], "boss"),
                (["role", "grant", "viewer"], "name one --user or one --group"),
                (["role", "grant", "viewer", "--user", "ann", "--env", "prod"], "--env needs --project"),
                (["role", "grant", "viewer", "--user", "zoe"], "'zoe'"), (["role", "revoke", "9"], "9"),
            ] {
                let refused = try await stand.run(arguments)
                #expect(refused.status == 2 && refused.errors.contains(text), "\(arguments): \(refused)")
            }
            #expect(try await stand.sluice("role", "revoke", "2").output == "grant 2 is taken away\n")
            #expect(try await stand.sluice("group", "remove-member", "risk", "ann").output == "risk has no members\n")
            #expect(try await stand.sluice("group", "remove", "risk").output == "group risk is removed\n")
            let left: [GrantReport] = try await stand.sluice("role", "list", "-o", "json").decoded()
            #expect(left.isEmpty, "the group's role goes with it")
        }
    }

    @Test(
        "S-39: a token is shown once, does what its verbs name and no more, and is dead the moment that it is revoked")
    func tokens() async throws {
        try await CommandStand.perform { stand in
            _ = try await stand.person("ann", "administrator")
            let made = try await stand.sluice(
                "token", "create", "--user", "ann", "--label", "laptop", "--expires", "2h")
            let lines = made.output.split(separator: "\n")
            #expect(made.status == 0 && lines.count == 1 && lines[0].hasPrefix("sluice_pat_"), "\(made)")
            #expect(made.errors.contains("it is not shown again") && !made.errors.contains(lines[0]), "\(made)")
            let token = String(lines[0])
            let id = try #require(token.split(separator: "_").dropFirst(2).first.map(String.init))
            for list in [["token", "list"], ["token", "list", "-o", "json"], ["user", "show", "ann", "-o", "json"]] {
                let shown = try await stand.run(list)
                #expect(shown.status == 0 && !shown.output.contains(token.suffix(20)), "\(list)")
            }
            #expect(try await stand.sluice("token", "list", "--user", "ann").output.contains("laptop"))
            #expect(try await stand.sluice("whoami", token: token).output.contains("ann"))

            let viewer: NewTokenReport = try await stand.sluice(
                "token", "create", "--user", "ann", "--verb", "view", "-o", "json"
            ).decoded()
            #expect(try await stand.sluice("status", token: viewer.token).status == 0)
            for command in [
                ["hold", "--env", "prod", "--reason", "x"], ["promote", "churn@1", "--env", "prod", "--reason", "x"],
                ["approve", "shop-prod-1", "--reason", "x"], ["override", "shop-prod-3", "--all", "--reason", "x"],
                ["block", "churn@1", "--env", "prod", "--reason", "x"],
                ["rollback", "--env", "prod", "--reason", "x"], ["reject", "shop-prod-1", "--reason", "x"],
                ["secret", "remove", "--env", "prod", "API_KEY"],
            ] {
                let refused = try await stand.run(command, token: viewer.token)
                #expect(refused.status == 3 && refused.output.isEmpty, "\(command): \(refused)")
                #expect(refused.errors.contains("which your token is not for"), "\(command): \(refused.errors)")
            }
            let foreign = try await stand.sluice("user", "add", "eve", token: viewer.token)
            #expect(foreign.status == 3 && foreign.errors.contains("which you do not have"), "\(foreign)")
            let wider = try await stand.sluice("token", "create", "--user", "ann", token: viewer.token)
            #expect(wider.status == 1 && wider.output.isEmpty, "\(wider)")
            #expect(wider.errors.contains("a token makes none that may do more than itself"), "\(wider)")

            #expect(try await stand.sluice("token", "revoke", id).output == "token \(id) is revoked\n")
            for _ in 1...2 {
                let dead = try await stand.sluice("status", token: token)
                #expect(dead.status == 3 && dead.output.isEmpty && dead.errors.contains("revoked"), "\(dead)")
            }
            #expect(try await stand.sluice("token", "list").output.contains("revoked"))
            #expect(try await stand.sluice("token", "revoke", "nothing").status == 2)
            _ = try await stand.sluice("user", "disable", "ann")
            #expect(try await stand.sluice("status", token: viewer.token).status == 3)
            _ = try await stand.sluice("user", "enable", "ann")
            #expect(try await stand.sluice("status", token: viewer.token).status == 0)
        }
    }

    @Test("S-41: --home means the endpoint file alone, whatever token, login or server there is besides")
    func homeIsTheEndpointFileAlone() async throws {
        try await CommandStand.perform { stand in
            let token = try await stand.person("ann", "viewer")
            let home = stand.home.path
            func kind(_ arguments: [String], token: String? = nil) async throws -> Actor.Kind {
                let answer = try await stand.run(["whoami", "-o", "json"] + arguments, token: token)
                try #require(answer.status == 0, "\(answer)")
                return try answer.decoded(as: WhoAmIReport.self).actor.kind
            }
            #expect(try await kind([], token: token) == .person)
            #expect(try await kind(["--home", home], token: token) == .administrator)
            // As after a login: the file is where the command looks for it, for the address of this server.
            let logins = try #require(CredentialFile(environment: ["HOME": home]))
            let url = try ServerAddress.find(environment: [:], homePath: home).url
            try logins.set(.init(token: token, user: UserName(checked: "ann"), expires: nil), for: url)
            #expect(try await kind([]) == .person)
            #expect(try await kind(["--home", home]) == .administrator)
            // Nor does it lead to the server of the last login where there is no endpoint file.
            let nowhere = try await stand.sluice("whoami", "--home", home + "/none", token: token)
            #expect(nowhere.status == 3 && nowhere.output.isEmpty, "\(nowhere)")
            #expect(nowhere.errors.contains("no server is running on '\(home)/none'"), "\(nowhere)")
            #expect(nowhere.errors.contains("or leave --home out: SLUICE_SERVER and logins"), "\(nowhere)")
        }
    }

    @Test("S-24: secrets are set from standard input and listed, and no command gives one back")
    func secrets() async throws {
        try await CommandStand.perform { stand in
            let engineer = try await stand.person("dee", "engineer")
            #expect(try await stand.sluice("secret", "list", "--env", "prod").output.contains("prod has no secrets"))
            let value = "correct-horse-battery"
            let set = try await stand.sluice("secret", "set", "--env", "prod", "API_KEY", input: value + "\n")
            #expect(set.status == 0 && set.output.contains("API_KEY is set in prod\n"), "\(set)")
            #expect(set.output.contains("no step declares it yet"), "\(set)")
            let again: SecretReport = try await stand.sluice(
                "secret", "set", "--env", "prod", "API_KEY", "-o", "json", input: value + "-2"
            ).decoded()
            #expect(again.version == 2 && again.state == .set)
            for list in [["secret", "list", "--env", "prod"], ["secret", "list", "--env", "prod", "-o", "json"]] {
                let shown = try await stand.run(list)
                #expect(shown.status == 0 && shown.output.contains("API_KEY"), "\(shown)")
                #expect(!shown.output.contains("correct-horse"))
            }
            let short = try await stand.sluice("secret", "set", "--env", "prod", "API_KEY", input: "hush")
            #expect(short.status == 2 && !short.errors.contains("hush"), "\(short)")
            let unknown = try await stand.sluice("secret", "set", "--env", "nowhere", "API_KEY", input: value)
            #expect(unknown.status == 2 && unknown.errors.contains("'nowhere'"), "\(unknown)")
            let foreign = try await stand.sluice(
                "secret", "set", "--env", "prod", "API_KEY", token: engineer, input: value)
            #expect(foreign.status == 3 && !foreign.errors.contains(value), "\(foreign)")
            let rekeyed = try await stand.sluice("secret", "rekey")
            #expect(rekeyed.status == 0 && rekeyed.output.contains("1 secrets are encrypted"), "\(rekeyed)")
            #expect(try await stand.sluice("secret", "remove", "--env", "prod", "API_KEY").status == 0)
            let gone = try await stand.sluice("secret", "remove", "--env", "prod", "API_KEY")
            #expect(gone.status == 2 && gone.errors.contains("'API_KEY'"), "\(gone)")
        }
    }
}
