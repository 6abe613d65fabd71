import Catalog
import Catalog
import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("Secrets of steps", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct SecretTests {
    private static let steps = [
        "{name: look, run: python3 look.py}",
        "{name: leak, kind: test, run: python3 leak.py, reads: [control], secrets: [API_KEY]}",
        "{name: train, kind: train, run: python3 train.py, needs: [leak], reads: [customers, control]}",
    ]
    private static let dev = TestEnvironment.dev.with {
        $0.branches = ["dev", "refs/pull/*/head"]
        $0.gate = []
    }

    /// The canary in the encodings that are masked, as a log or a file would show it.
    private static func forms(of canary: String) -> [String] {
        let bytes = Data(canary.utf8)
        let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
        let base64 = (0..<3).map { place in
            Data((String(repeating: "x", count: place) + canary).utf8).base64EncodedString().dropFirst(4).prefix(20)
        }
        let quoted = canary.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? canary
        return [canary, hexadecimal, hexadecimal.uppercased(), String(canary.reversed()), quoted]
            + base64.map(String.init)
    }

    private func set(_ value: String, _ server: TestServer, _ environment: String = "dev") async throws -> ProgramResult
    {
        try TestFolder.write(value, to: server.folder.path + "/value")
        defer { try? FileManager.default.removeItem(atPath: server.folder.path + "/value") }
        return try await server.sluice(
            "secret", "set", "--env", environment, "API_KEY", "--file", server.folder.path + "/value")
    }

    @Test("S-26 and S-27: only the step that declares a secret has it, and nothing that is kept shows it in any form")
    func secretStaysWithItsStep() async throws {
        let canary = "canary+\"\(UUID().uuidString)/é"
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [Self.dev], steps: Self.steps)
            try await server.add(project)
            let set = try await set(canary + "\n", server)
            #expect(set.status == 0 && set.output.contains("API_KEY is set in dev"), "\(set.errors)")
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.push("dev")
            let run = try await server.run("dev", commit, "shows its secret") { run in
                run.steps.contains { $0.key == "leak" && $0.status == .running }
            }
            _ = try await server.log(run, "leak", has: "leaked all of it")
            try await expectOnlyTheStepHas(canary, run, server)
            try project.allow("go", in: "dev")
            let ended = try await server.end("dev", commit, as: .failed)
            try await expectMasked(ended, canary, server)
            let listed = try await server.sluice("secret", "list", "--env", "dev", "-o", "json")
            #expect(listed.output.contains(#""steps" : ["#) && listed.output.contains("leak"), "\(listed.output)")
            let output = await server.output
            let ledger = try await server.ledger()
            #expect(ledger.filter { $0.action == .secretsUsed }.map(\.details).allSatisfy { $0.contains("API_KEY@1") })
            #expect(ledger.contains { $0.action == .secretSet && $0.details.contains("request") })
            for form in Self.forms(of: canary) {
                #expect(!output.contains(form))
                #expect(Self.files(with: form, below: server.home) == [], "\(form)")
            }
        }
    }

    private func expectOnlyTheStepHas(_ canary: String, _ run: RunReport, _ server: TestServer) async throws {
        let mark = "SLUICE_STEP=leak"
        var holders = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int32(name) != nil {
            let environment = ChildProgram.text("/proc/\(name)/environ")
            let arguments = ChildProgram.text("/proc/\(name)/cmdline")
            #expect(!arguments.contains(canary), "\(arguments)")
            guard environment.contains(canary) else { continue }
            holders += 1
            #expect(environment.contains(mark), "\(arguments)")
        }
        #expect(holders > 0)
        #expect(StepProcesses(run, server).supervisor("leak").count == 1)
        #expect(!ChildProgram.text("/proc/\(await server.pid)/environ").contains(canary))
    }

    private func expectMasked(_ run: RunReport, _ canary: String, _ server: TestServer) async throws {
        let log = try await server.log(run, "leak")
        #expect(log.hasPrefix("plain ***\n") && log.contains("RuntimeError: the key *** is wrong"), "\(log)")
        #expect(log.contains("\nsplit ***\n") && log.contains("\nfile 400\n"), "\(log)")
        let look = try await server.log(run, "look")
        #expect(look.contains("ENVIRONMENT") && !look.contains("API_KEY"))
        let answer = try await server.mlflow(
            "POST", "runs/search", #"{"experiment_ids": ["0", "1", "2", "3"], "filter": "tags.leaked = 'yes'"}"#,
            workspace: "mini-dev")
        #expect(answer.text.contains(#""value":"***""#) && answer.text.contains("is ***"), "\(answer.text)")
        #expect(log.contains("\nmetric 400 ") && log.contains("metric ***"), "\(log)")
        let told = String(decoding: try JSONEncoder().encode(run), as: UTF8.self)
        for form in Self.forms(of: canary) {
            #expect(!log.contains(form) && !answer.text.contains(form) && !told.contains(form), "\(form)")
        }
    }

    /// The files that have `text` in them.
    private static func files(with text: String, below folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let wanted = Data(text.utf8)
        return names.filter { name in
            name.contains(text) || FileManager.default.contents(atPath: "\(folder)/\(name)")?.range(of: wanted) != nil
        }
    }

    @Test("S-24: code that nobody has accepted gets no secret: its run ends before the step that declares one")
    func untrustedCodeGetsNone() async throws {
        let canary = "canary-\(UUID().uuidString)"
        try await TestServer.perform { server in
            let project = try await TestProject(
                in: server.folder, environments: [Self.dev],
                steps: [
                    "{name: look, run: python3 look.py}",
                    "{name: train, kind: train, run: python3 look.py, needs: [look], secrets: [API_KEY]}",
                ])
            try await server.add(project)
            let set = try await set(canary, server)
            #expect(set.status == 0, "\(set.errors)")
            let foreign = try await project.commit(#"{"f1": 0.7}"#)
            try await project.git("update-ref", "refs/pull/7/head", foreign.rawValue)
            let run = try await server.end("dev", foreign, as: .failed)
            #expect(run.reason.contains("nobody has accepted yet"), "\(run.reason)")
            let look = try await server.log(run, "look")
            #expect(look.contains("ENVIRONMENT") && !look.contains("API_KEY"))
            #expect(Self.files(with: canary, below: server.home) == [])
            // A branch that the environment does not claim has no run at all, not even by hand.
            try await project.git("branch", "feature/x")
            let byHand = try await server.sluice("run", "--env", "dev", "--ref", "feature/x")
            #expect(byHand.status == 2, "\(byHand.output)\(byHand.errors)")
        }
    }

    @Test("S-16: a project that is watched at another address has no secrets until they are set again")
    func anotherAddress() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [Self.dev], steps: Self.steps)
            try await server.add(project)
            #expect(try await set("canary-of-the-first", server).status == 0)
            let fork = server.folder.path + "/fork"
            try await project.git("clone", "--quiet", "--bare", ".", fork)
            let moved = try await server.sluice("project", "move", "mini", fork)
            #expect(moved.status == 0, "\(moved.errors)")
            let listed = try await server.sluice("secret", "list", "--env", "dev")
            #expect(listed.output.contains("needs to be set again"), "\(listed.output)")
            let commit = try await project.commit(#"{"f1": 0.7}"#)
            try await project.git("push", "--quiet", fork, "HEAD:refs/heads/dev")
            let run = try await server.end("dev", commit, as: .failed)
            #expect(run.reason.contains("must be set again, because the repository's address changed"), "\(run.reason)")
            #expect(!run.steps.contains { $0.began != nil })
        }
    }
}
