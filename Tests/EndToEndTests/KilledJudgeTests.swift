import Catalog
import Foundation
import Promotion
import SluiceClient
import Testing

@Suite(
    "A server that is killed while it judges",
    .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct KilledJudgeTests {
    /// Each resample looks at each row, so that judging takes some time.
    private static let gate = [
        "{metric: f1, threshold: 0.5}",
        "{significance: rmse, against: champion, max_absolute_drop: 0.5, resamples: 10000}",
    ]
    private static let prod = TestEnvironment.prod.with {
        $0.promotesFrom = nil
        $0.gate = gate
    }
    private static let careful = prod.with {
        $0.name = "careful"
        $0.branches = ["careful"]
        $0.more = ["approvals: {required: 1}"]
    }

    private func settings(_ f1: Double) -> String { "{\"f1\": \(f1), \"rows\": 400}" }

    private func decisions(about run: RunReport, in ledger: [LedgerEntry]) -> Int {
        ledger.count { $0.action == .gateDecided && $0.subject == run.id.rawValue }
    }

    /// Kills the server `delay` ms after it began to judge the commit, and starts it again. Says whether the decision was stored by then.
    private func kill(
        _ server: TestServer, judging commit: CommitID, after delay: Int = 0
    ) async throws -> (run: RunReport, wasDecided: Bool) {
        let run = try await server.run("prod", commit, "is judged") {
            $0.phase == "judging" || $0.gate != nil || $0.status.isFinal
        }
        try await Task.sleep(for: .milliseconds(delay))
        await server.killServer()
        let count = decisions(about: run, in: try await server.ledger())
        #expect(count <= 1, "killed after \(delay) ms")
        try await server.start()
        return (run, count == 1)
    }

    /// Ever better candidates until one is not decided about when the server is killed: on a busy machine a look can come too late. Gives
    /// the last one's figure.
    private func killBeforeDecision(
        _ server: TestServer, _ project: TestProject, _ ended: inout [RunReport]
    ) async throws -> Double {
        for f1 in stride(from: 0.72, to: 0.9, by: 0.02) {
            let commit = try await project.commit(settings(f1))
            try await project.push("release/1")
            let (_, wasDecided) = try await kill(server, judging: commit)
            ended.append(try await server.end("prod", commit, as: .succeeded))
            if !wasDecided { return f1 }
        }
        throw ProgramFailed(description: "the gate always had decided before the server could be killed")
    }

    /// Once decided, and promoted after that and at most once.
    private func expectOneDecision(_ run: RunReport, in ledger: [LedgerEntry]) throws {
        #expect(decisions(about: run, in: ledger) == 1, "\(run.id)")
        let decided = try #require(ledger.firstIndex { $0.action == .gateDecided && $0.subject == run.id.rawValue })
        let promoted = ledger.indices.filter {
            ledger[$0].action == .promoted && ledger[$0].details.contains("\"run\":\"\(run.id)\"")
        }
        #expect(promoted.count == (run.promoted ? 1 : 0), "\(run.id)")
        #expect(promoted.allSatisfy { $0 > decided }, "\(run.id)")
    }

    @Test(
        "R-05, invariant 2: killed before, while and after a decision is stored, each run is decided once and ends as it would have"
    )
    func decidesOnce() async throws {
        try await TestServer.perform { server in
            let project = try await TestProject(in: server.folder, environments: [Self.prod, Self.careful])
            try await server.add(project)
            let first = try await project.commit(settings(0.7))
            try await project.push("release/1", "careful")
            var ended = [try await server.end("prod", first, as: .succeeded)]

            // Awaiting approval is what the decision is stored with: nothing is judged again.
            let waiting = try await server.run("careful", first, "waits") { $0.status == .awaitingApproval }
            let f1 = try await killBeforeDecision(server, project, &ended)
            let again = try #require(try await server.newestRun("careful", first))
            #expect(again.status == .awaitingApproval && again.gate?.time == waiting.gate?.time)
            _ = try await server.client.approve(again.id, ApproveRequest(reason: "looked at it"))
            ended.append(try await server.end("careful", first, as: .succeeded))

            let judged = try #require(ended[1].gate?.time), over = try #require(ended[1].finished)
            let time = Int(over.milliseconds - judged.milliseconds)
            let worse = try await project.commit(settings(0.4))
            try await project.push("release/1")
            _ = try await kill(server, judging: worse, after: time / 2)
            let failed = try await server.end("prod", worse, as: .failed)
            #expect(failed.reason.contains("0.4") && !failed.promoted, "\(failed.reason)")
            ended.append(failed)

            let best = try await project.commit(settings(f1 + 0.02))
            try await project.push("release/1")
            _ = try await kill(server, judging: best, after: time)
            ended.append(try await server.end("prod", best, as: .succeeded))

            for run in ended {
                #expect(run.steps.allSatisfy { $0.attempt == 1 }, "\(TestServer.describe(run))")
                #expect(run.promoted == (run.status == .succeeded))
            }
            let promoted = ended.filter { $0.environment == "prod" && $0.promoted }.compactMap(\.candidate)
            #expect(try await server.client.promotions("mini", "prod").reversed().map(\.version) == promoted)
            let ledger = try await server.ledger()
            for run in ended { try expectOneDecision(run, in: ledger) }
        }
    }
}
