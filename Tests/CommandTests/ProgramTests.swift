import Catalog
import Engine
import Foundation
import Glibc
import Promotion
import SluiceClient
import Testing

/// The program as a process: signals, exit statuses, and who may use a home folder.
struct ProgramTests {
    @Test("R-61: a signal ends the server in order and with success", arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT])
    func signals(_ number: Int32) throws {
        let program = try RunningProgram(["up", "--listen", "127.0.0.1:0"])
        #expect(program.address()?.hasPrefix("http://127.0.0.1:") == true)
        #expect(program.home.readEndpoint()?.pid == program.pid)
        program.signal(SIGPIPE)
        program.signal(number)
        program.signal(number)
        #expect(program.end().status == 0)
        #expect(program.home.readEndpoint() == nil)
    }

    @Test("R-61: a client that follows a log does not keep the server from ending")
    func followers() async throws {
        let folder = NSTemporaryDirectory() + "sluice-follow-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let home = HomeFolder(path: folder)
        try home.create()
        let run = try await Self.insertRun(into: home)
        let program = try RunningProgram(["up", "--listen", "127.0.0.1:0"], home: home)
        #expect(program.address() != nil)
        let client = SluiceClient(try ServerAddress.find(environment: [:], homePath: home.path))
        let follower = Task {
            try await client.log(run, step: StepKey(checked: "train"), follow: true) { _ in }
        }
        // The server knows of the stream once it answers a later request on another connection.
        try await Task.sleep(for: .milliseconds(300))
        program.signal(SIGTERM)
        #expect(program.end().status == 0)
        _ = await follower.result
    }

    @Test("R-23: a second server is refused and told who holds the home; after kill -9 it takes over")
    func twoServers() throws {
        let first = try RunningProgram(["up", "--listen", "127.0.0.1:0"])
        let address = first.address()
        #expect(address != nil)
        let second = try RunningProgram(["up", "--listen", "127.0.0.1:0"], home: first.home).end()
        #expect(second.status == 3)
        #expect(second.text.contains("is in use by process \(first.pid) on '"))
        first.signal(SIGKILL)
        #expect(first.end().status == -SIGKILL)
        let third = try RunningProgram(["up", "--listen", "127.0.0.1:0"], home: first.home)
        #expect(third.address() == address)
        third.signal(SIGTERM)
        #expect(third.end().status == 0)
    }

    @Test func aPortInUseAndAHomeThatCannotBeWrittenEndWithTheReason() throws {
        let first = try RunningProgram(["up", "--listen", "127.0.0.1:0"])
        let address = try #require(first.address()).dropFirst("http://".count)
        let second = try RunningProgram(["up", "--listen", String(address)]).end()
        #expect(second.status == 3)
        #expect(second.text.contains("\(address) is in use by another program"))
        let third = try RunningProgram(["up", "--home", "/proc/sluice"]).end()
        #expect(third.status == 3)
        #expect(third.text.contains("'/proc/sluice' cannot be written"))
    }

    @Test func untilIdleEndsWhenThereIsNothingToDo() throws {
        let program = try RunningProgram(["run", "--until-idle"]).end()
        #expect(program.status == 0)
        #expect(program.text.contains("nothing to do"))
    }

    @Test func settingsThatAreWrongAreUsageErrorsWithTheirLine() throws {
        let folder = NSTemporaryDirectory() + "sluice-settings-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let home = HomeFolder(path: folder)
        try home.create()
        try Data("listn: 1\n".utf8).write(to: URL(fileURLWithPath: home.settingsPath))
        let program = try RunningProgram(["up"], home: home).end()
        #expect(program.status == 2)
        #expect(program.text.contains("server.yaml:1:1: the file: found 'listn', allowed are listen"))
    }

    /// Puts a run whose step `train` is under way into the catalog of a home folder that nobody uses.
    private static func insertRun(into home: HomeFolder) async throws -> RunID {
        let now = Timestamp(milliseconds: 1_795_227_300_000)
        let catalog = try await Catalog.open(home.catalogPath, now: { now })
        defer { try? catalog.close() }
        return try await catalog.write { transaction in
            let project = ProjectName(checked: "shop")
            try transaction.insertProject(
                ProjectRecord(
                    name: project, source: "/nonexistent", protectedRef: RefName(checked: "refs/heads/main"),
                    dataFolder: "/nonexistent", created: now))
            let commit = CommitReport(
                id: Sample.commit, tree: nil, author: nil, committer: nil, subject: "", time: nil)
            let run = try transaction.insertRun(
                project: project, environment: Environment(name: EnvironmentName(checked: "prod"), branches: []),
                ref: RefName(checked: "refs/heads/main"), commit: commit, state: RunStateMachine(), by: "test", at: now)
            let attempt = AttemptRecord(
                run: run, step: StepKey(checked: "train"), attempt: 1, status: .running, began: now)
            _ = try transaction.insertAttempt(attempt, tokenDigest: Sample.digest)
            return run
        }
    }
}
