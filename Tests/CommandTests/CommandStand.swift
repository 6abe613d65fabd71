import Artifacts
import Catalog
import ChildProcess
import Engine
import Foundation
import Glibc
import ModelRecords
import Promotion
import Testing

/// A running `sluice up` over a project whose runs were judged, and commands that are run against it as people run them.
///
/// In `prod` of `shop`, which asks for one approval from `release-managers`: `shop-prod-1` and `shop-prod-2` wait for it with versions 1 and
/// 2, and the gate of `shop-prod-3` said no to version 3.
struct CommandStand {
    let home: HomeFolder

    /// What became of a command.
    struct Answer: CustomStringConvertible {
        var status: Int32
        var output: String
        var errors: String

        var description: String { "\(status): \(output)\(errors)" }

        func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output.utf8))
        }
    }

    static func perform(_ body: (CommandStand) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "sluice-commands-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stand = CommandStand(home: HomeFolder(path: folder))
        try stand.home.create()
        try await stand.insertProject()
        let program = try RunningProgram(["up", "--listen", "127.0.0.1:0"], home: stand.home)
        try #require(program.address() != nil)
        try await body(stand)
        program.signal(SIGTERM)
        #expect(program.end().status == 0)
    }

    /// Runs a command to its end; `token` says who does.
    func sluice(_ arguments: String..., token: String? = nil, input: String = "") async throws -> Answer {
        try await run(arguments, token: token, input: input)
    }

    func run(_ arguments: [String], token: String? = nil, input: String = "") async throws -> Answer {
        var environment = ["SLUICE_HOME": home.path, "PATH": "/usr/local/bin:/usr/bin:/bin", "NO_COLOR": "1"]
        environment["HOME"] = home.path
        environment["SLUICE_TOKEN"] = token
        let command = try await FinishedProcess.result(
            of: Products.sluice, arguments, environment: environment, input: Data(input.utf8))
        return Answer(status: command.status, output: command.text, errors: command.complaint)
    }

    /// Makes somebody known with a role in `shop`, and gives a token that names `verbs`.
    func person(_ name: String, _ role: String, verbs: [String] = []) async throws -> String {
        try await #require(sluice("user", "add", name).status == 0)
        try await #require(sluice("role", "grant", role, "--user", name, "--project", "shop").status == 0)
        return try await token(of: name, verbs: verbs)
    }

    func token(of name: String, verbs: [String] = []) async throws -> String {
        let made = try await run(["token", "create", "--user", name] + verbs.flatMap { ["--verb", $0] })
        try #require(made.status == 0, "\(made)")
        return made.output.trimmingCharacters(in: .newlines)
    }

    // MARK: What is there at first

    private func insertProject() async throws {
        let now = Timestamp(milliseconds: 1_795_227_300_000)
        let store = try ArtifactStore(root: home.artifactsPath)
        var files: [ArtifactFile] = []
        for number in 1...3 {
            let stored = try await store.store(Array("weights \(number)".utf8))
            files.append(ArtifactFile(path: "model.txt", digest: stored.digest, size: stored.size))
        }
        let catalog = try await Catalog.open(home.catalogPath, now: { now })
        defer { try? catalog.close() }
        let (project, ref) = (ProjectName(checked: "shop"), RefName(checked: "refs/heads/main"))
        let prod = Environment(
            name: EnvironmentName(checked: "prod"), branches: [],
            approvals: ApprovalPolicy(required: 1, from: [GroupName(checked: "release-managers")]))
        let refused = GateDecision(
            verdict: .failed,
            checks: [CheckResult(check: "f1 ≥ 0.55", verdict: .failed, reason: "f1 0.5 is below the threshold 0.55")],
            champion: nil)
        let judged = files
        try await catalog.write { transaction in
            try transaction.insertProject(
                ProjectRecord(
                    name: project, source: "/nonexistent", protectedRef: ref, dataFolder: "/nonexistent", created: now))
            try transaction.replaceEnvironments(of: project, with: [prod], policyCommit: Sample.commit, at: now)
            try transaction.recordRefChanges(
                [RefChange(ref: ref, old: nil, new: Sample.commit, forced: false)], project: project, at: now)
            for (index, file) in judged.enumerated() {
                try transaction.insertJudgedRun(
                    of: project, prod, ref: ref, commit: Sample.commit, file: file, model: ModelName(checked: "churn"),
                    decision: index < 2 ? GateDecision(verdict: .passed, checks: [], champion: nil) : refused,
                    approval: index < 2 ? "waits for 1 approval" : nil, at: now)
            }
        }
    }
}
