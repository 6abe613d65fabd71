import Catalog
import Foundation
import Promotion
import SluiceClient
import Testing

@Suite("A server that is killed", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct KilledServerTests {
    private static let numbers = 0..<60

    /// The log has every line once, in order, and the training began once.
    private func expectWhole(_ log: String) {
        let lines = log.split(separator: "\n")
        #expect(lines.filter { $0 == "training began" }.count == 1, "\(log)")
        #expect(
            lines.filter { $0.hasPrefix("line ") }.map(String.init)
                == Self.numbers.map { "line " + String(format: "%04d", $0) }, "\(log)")
    }

    @Test("R-05 and invariant 5: a restarted server takes a training over and promotes its model once")
    func takesTheTrainingOver() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder)
            try await server.add(project)
            let commit = try await project.commit(#"{"f1": 0.7, "waitBeforeTraining": "go", "lines": 60}"#)
            try await project.push("dev")
            let run = try await server.run("dev", commit, "trains") { run in
                run.steps.contains { $0.key == "train" && $0.status == .running }
            }
            try await server.log(run, "train", has: "training began")
            await server.killServer()
            try project.allow("go", in: "dev")
            // The training goes on meanwhile, and then waits for the server to answer.
            try await Task.sleep(for: .milliseconds(1200))
            try await server.start()
            let ended = try await server.end("dev", commit, as: .succeeded)
            #expect(ended.id == run.id)
            #expect(ended.steps.allSatisfy { $0.attempt == 1 })
            expectWhole(try await server.log(ended, "train"))
            let promotions = try await server.client.promotions("mini", "dev")
            #expect(promotions.map(\.run) == [run.id])
        }
    }

    /// A run whose training waits to be let go, with its processes.
    private func training(_ server: TestServer) async throws -> (run: RunReport, processes: StepProcesses) {
        let project = try await TestProject(in: server.folder)
        try await server.add(project)
        let commit = try await project.commit(#"{"f1": 0.7, "waitBeforeTraining": "never"}"#)
        try await project.push("dev")
        let run = try await server.run("dev", commit, "trains") { run in
            run.steps.contains { $0.key == "train" && $0.status == .running }
        }
        try await server.log(run, "train", has: "training began")
        return (run, StepProcesses(run: run.id))
    }

    private func expectNothingLeft(_ processes: StepProcesses) async throws {
        try await Patience.until("nothing of the step is left") { processes.all.isEmpty ? true : nil }
    }

    @Test("R-06: a step that is killed has failed by signal 9")
    func killedStep() async throws {
        try await TestServer.perform { server in
            let (run, processes) = try await training(server)
            kill(try #require(processes.script("train.py").first), SIGKILL)
            let ended = try await server.end("dev", run.commit.id, as: .failed)
            #expect(ended.reason.contains("signal 9"), "\(ended.reason)")
            #expect(ended.candidate == nil)
            try await expectNothingLeft(processes)
        }
    }

    @Test("R-06: a step whose supervisor is killed is lost, and nothing of it stays", arguments: [false, true])
    func killedSupervisor(withItsServer: Bool) async throws {
        try await TestServer.perform { server in
            let (run, processes) = try await training(server)
            let supervisor = try #require(processes.supervisor("train").first)
            if withItsServer { await server.killServer() }
            kill(supervisor, SIGKILL)
            if withItsServer { try await server.start() }
            let ended = try await server.end("dev", run.commit.id, as: .errored)
            #expect(ended.reason.contains("was lost"), "\(ended.reason)")
            #expect(ended.steps.allSatisfy { $0.key == "check" || $0.status != .succeeded })
            try await expectNothingLeft(processes)
        }
    }

    @Test("Invariant 1: a promotion happens once, whenever the server is killed")
    func promotesOnceWheneverItIsKilled() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder)
            try await server.add(project)
            var generator = SeededGenerator(seed: 20_261_121)
            var runs: [RunID] = []
            for turn in 1...8 {
                let commit = try await project.commit(#"{"f1": 0.7, "lines": 60, "turn": \#(turn)}"#)
                try await project.push("dev")
                let delay = Int.random(in: 0...2200, using: &generator)
                try await Task.sleep(for: .milliseconds(delay))
                await server.killServer()
                try await server.start()
                let run = try await server.end("dev", commit, as: .succeeded)
                #expect(run.promoted, "killed after \(delay) ms: \(TestServer.describe(run))")
                #expect(run.steps.allSatisfy { $0.attempt == 1 }, "killed after \(delay) ms")
                expectWhole(try await server.log(run, "train"))
                runs.append(run.id)
            }
            let promotions = try await server.client.promotions("mini", "dev", limit: 100)
            #expect(promotions.reversed().map(\.run) == runs)
            #expect(promotions.reversed().map(\.replaced) == [nil] + promotions.reversed().dropLast().map(\.version))
            #expect(try await server.ledger().filter { $0.action == .promoted }.count == runs.count)
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
