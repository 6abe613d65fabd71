import ChildProcess
import Foundation
import Promotion
import ProviderProgram
import SluiceClient
import Testing
import WebClient

@Suite("Logging in from the command line", .enabled(if: ProviderProgram.python != nil && ChildProgram.missing == nil))
struct LoginTests {
    private func settings(_ provider: ProviderProgram, more: [String] = []) -> String {
        let lines = [
            "  - name: corp", "    issuer: \(provider.url)", "    clientId: public",
            "    groups: {ml-release: release-managers}",
        ]
        return (["identityProviders:"] + lines + more.map { "    " + $0 }).joined(separator: "\n") + "\n"
    }

    /// The user's surroundings: a home of their own, and the server's home folder with the administrator's token in it.
    private func environment(_ server: TestServer) -> [String: String] {
        ["HOME": server.folder.path + "/user", "SLUICE_HOME": server.home]
    }

    private func sluice(
        _ server: TestServer, _ arguments: [String], more: [String: String] = [:]
    ) async throws -> ProgramResult {
        try await ChildProgram.run(
            ChildProgram.sluice, arguments, environment: environment(server).merging(more) { $1 })
    }

    /// Starts a login, and gives the address that it prints.
    private func begin(
        _ server: TestServer, _ name: String, input: FileHandle? = nil
    ) async throws -> (ChildProcess, page: String) {
        let file = server.folder.path + "/" + name
        let program = try ChildProgram.start(
            ChildProgram.sluice, ["login", "--no-browser"], environment: environment(server), input: input,
            output: file + ".out", errors: file + ".err")
        let page = try await Patience.until("the address is there") { () -> String? in
            let lines = ChildProgram.text(file + ".err").split(separator: "\n", omittingEmptySubsequences: false)
            return lines.dropLast().first { $0.contains("/authorize?") }.map { String($0) }
        }
        return (program, page)
    }

    @Test("S-41: 'sluice login' brings a session that all commands use, and 'sluice logout' ends it")
    func login() async throws {
        try await ProviderProgram.perform { provider in
            try await TestServer.perform(settings: settings(provider)) { server in
                try FileManager.default.createDirectory(
                    atPath: server.folder.path + "/user", withIntermediateDirectories: true)
                try await letView(provider, server)
                let (program, page) = try await begin(server, "login")
                let browser = TestBrowser()
                let back = try #require(try await browser.get(page).location)
                // What does not belong to this login is told nothing, and does not end it.
                for other in [
                    back.replacingOccurrences(of: "state=", with: "state=x"), back + "&state=again",
                    back.replacingOccurrences(of: "/callback", with: "/other"),
                    back.split(separator: "?")[0] + "?error=evil",
                ] {
                    let answer = try await browser.get(other)
                    #expect(answer.status == 404 && !answer.body.contains("evil"))
                }
                let answer = try await browser.get(back)
                #expect(answer.status == 200 && answer.body.contains("close this page"))
                await program.ended()
                #expect(program.status == 0)
                #expect(ChildProgram.text(server.folder.path + "/login.out").hasPrefix("logged in as alice\n"))
                let file = server.folder.path + "/user/.config/sluice/credentials"
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                let token = try await server.client.address.token
                try await checkUse(server, administrator: token)
                let out = try await sluice(server, ["logout"])
                #expect(out.status == 0 && out.output.hasPrefix("logged out alice at http://"))
                #expect(!ChildProgram.text(file).contains("sluice_ses_"))
                // Without a session the reader of the endpoint file is the administrator again.
                #expect(try await sluice(server, ["project", "remove", "nowhere"]).errors.contains("no project"))
            }
        }
    }

    /// Puts Alice into a group at the provider, and lets that group look at everything.
    private func letView(_ provider: ProviderProgram, _ server: TestServer) async throws {
        try await provider.control(#"{"users": {"alice": {"groups": ["ml-release"]}}}"#)
        _ = try await server.client.grantRole(Grant(.viewer, to: .group(GroupName(checked: "release-managers"))))
    }

    /// Alice is not the administrator, although she could read the file that makes one; an explicit token goes first.
    private func checkUse(_ server: TestServer, administrator: String) async throws {
        let refused = try await sluice(server, ["project", "remove", "nowhere"])
        #expect(refused.status == 3)
        #expect(refused.errors.contains("this needs 'administer'"), "\(refused.errors)")
        #expect(try await sluice(server, ["status"]).status == 0)
        let found = try ServerAddress.find(environment: environment(server), homePath: server.home)
        #expect(found.token.hasPrefix("sluice_ses_"))
        let who = try await SluiceClient(found).whoAmI()
        #expect(who.actor.name.rawValue == "alice" && who.actor.kind == .person)
        let given = ["SLUICE_TOKEN": administrator]
        let explicit = try ServerAddress.find(
            environment: environment(server).merging(given) { $1 }, homePath: server.home)
        #expect(explicit.token == administrator)
        // --home means the server of that folder as whoever reads it.
        let here = try await sluice(server, ["project", "remove", "nowhere", "--home", server.home])
        #expect(here.status != 3 && here.errors.contains("no project"), "\(here.errors)")
    }

    @Test("S-41: a login with a browser on another machine is finished by pasting where it ended, and by nothing else")
    func pasted() async throws {
        try await ProviderProgram.perform { provider in
            try await TestServer.perform(settings: settings(provider)) { server in
                try FileManager.default.createDirectory(
                    atPath: server.folder.path + "/user", withIntermediateDirectories: true)
                let terminal = Pipe()
                let (program, page) = try await begin(server, "pasted", input: terminal.fileHandleForReading)
                let back = try #require(try await TestBrowser().get(page).location)
                let code = try #require(URLComponents(string: back)?.queryItems?.first { $0.name == "code" }?.value)
                // Of another login; with something twice; a code alone; another address; nothing at all.
                let wrong = [
                    back.replacingOccurrences(of: "state=", with: "state=x"), back + "&code=again", code, page, "",
                    back.replacingOccurrences(of: "/callback", with: "/other"),
                ]
                for line in wrong { terminal.fileHandleForWriting.write(Data((line + "\n").utf8)) }
                try await Patience.until("all of them are refused") {
                    ChildProgram.text(server.folder.path + "/pasted.err").components(
                        separatedBy: "not where this login"
                    )
                    .count == 6 ? true : nil
                }
                #expect(program.isRunning)
                terminal.fileHandleForWriting.write(Data("  \(back)\n".utf8))
                await program.ended()
                #expect(program.status == 0, "\(ChildProgram.text(server.folder.path + "/pasted.err"))")
                #expect(ChildProgram.text(server.folder.path + "/pasted.out").hasPrefix("logged in as alice\n"))
                #expect(!ChildProgram.text(server.folder.path + "/pasted.err").contains("code="))
            }
        }
    }

    @Test("A-14: with a browser of its own; and when the provider has disabled the user, the next command says so")
    func disabled() async throws {
        try await ProviderProgram.perform { provider in
            try await TestServer.perform(settings: settings(provider, more: ["checkInterval: 1s"])) { server in
                let script = server.folder.path + "/browser"
                try TestFolder.write(
                    """
                    #!/bin/sh
                    exec /usr/bin/python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()' "$1"

                    """, to: script)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
                try FileManager.default.createDirectory(
                    atPath: server.folder.path + "/user", withIntermediateDirectories: true)
                try await letView(provider, server)
                let login = try await sluice(
                    server, ["login", "--provider", "corp", "-o", "json"], more: ["BROWSER": script])
                #expect(login.status == 0, "\(login.errors)")
                #expect(login.output.contains(#""user" : "alice""#) || login.output.contains(#""user":"alice""#))
                #expect(!login.output.contains("sluice_ses_"))
                #expect(try await sluice(server, ["runs"]).status == 0)
                let made = try await sluice(server, ["token", "create", "--label", "notebook", "-o", "json"])
                let token = try #require(made.output.firstMatch(of: /sluice_pat_[a-z0-9_]+/)).output
                #expect(try await sluice(server, ["whoami"], more: ["SLUICE_TOKEN": String(token)]).status == 0)
                try await provider.control(#"{"disabled": ["alice"]}"#)
                try await Patience.until("the session is over") {
                    let runs = try await sluice(server, ["runs"])
                    return runs.status == 3 && runs.errors.contains("log in again") ? true : nil
                }
                let who = try await Patience.until("the token is suspended") { () -> ProgramResult? in
                    let who = try await sluice(server, ["whoami"], more: ["SLUICE_TOKEN": String(token)])
                    return who.status == 3 ? who : nil
                }
                #expect(who.errors.contains("log in again with 'sluice login'"), "\(who.errors)")
                // Without her login whoever reads the endpoint file is the administrator.
                for command in ["token", "user"] {
                    let list = try await sluice(server, [command, "list"], more: ["HOME": server.folder.path])
                    #expect(list.output.contains("suspended"), "\(list.output)\(list.errors)")
                }
                let again = try await sluice(server, ["login"], more: ["BROWSER": script])
                #expect(again.status == 1)
                #expect(again.errors.contains("the identity provider has not logged you in"))
                #expect(!again.errors.contains("script"))
            }
        }
    }

    @Test("a server without an identity provider says what is missing")
    func none() async throws {
        try await TestServer.perform { server in
            let result = try await sluice(server, ["login"])
            #expect(result.status == 2)
            #expect(result.errors.contains("this server has no identity provider"))
        }
    }
}
