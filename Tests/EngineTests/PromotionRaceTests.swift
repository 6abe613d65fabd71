import Artifacts
import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Races for the champion")
struct PromotionRaceTests {
    /// A bench with `count` versions of one file each, whose gates let them through.
    private func race(of count: Int) async throws -> (people: PeopleBench, runs: [RunID]) {
        // In memory where there is such a place: what is asked here is the order of things, not their durability.
        let root = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
        let people = try await PeopleBench("{required: 0}", root: root)
        var runs: [RunID] = []
        for number in 1...count { runs.append(try await people.judgedRun("Challenger \(number)")) }
        return (people, runs)
    }

    @Test(
        "R-57: two challengers that finish at once, a thousand times: one is promoted, and the other is judged against it"
    )
    func twoChallengersAreSerialised() async throws {
        let (people, runs) = try await race(of: 2)
        let rounds = 1000
        var wins: [Int: Int] = [:]
        for round in 1...rounds {
            try await reset(runs, champion: nil, people)
            async let one: Void = people.driver(runs[0]).promote(people.bench.run(runs[0]))
            async let other: Void = people.driver(runs[1]).promote(people.bench.run(runs[1]))
            _ = try await (one, other)
            let states = [try await people.bench.run(runs[0]).state, try await people.bench.run(runs[1]).state]
            let winner = try #require(states.first(where: \.promoted)?.candidate)
            let loser = try #require(states.first { !$0.promoted }, "round \(round)")
            try #require(loser.phase == .judging, "round \(round)")
            try #require(loser.champion == winner, "the second is compared with the new champion")
            try #require(try await people.champion() == winner)
            wins[winner, default: 0] += 1
        }
        #expect(wins.values.reduce(0, +) == rounds)
        try await expectLedger(people, promoted: rounds)
    }

    @Test(
        "R-58: a rollback while a promotion is under way, a thousand times: one at a time, and whoever is too late is told so"
    )
    func rollbackAgainstPromotion() async throws {
        let (people, runs) = try await race(of: 3)
        for run in runs.prefix(2) { try await promoteFully(run, people) }
        let rollback = RollbackRequest(to: 1, reason: "worse")
        var (rolledBack, tooLate) = (0, 0)
        for round in 1...1000 {
            try await reset([runs[2]], champion: 2, people)
            let engine = people.engine
            let back = Task {
                try await engine.rollback(EngineBench.project, EngineBench.dev, rollback, by: .person("ana"))
            }
            try await people.driver(runs[2]).promote(people.bench.run(runs[2]))
            let run = try await people.bench.run(runs[2]).state
            var champion: Int?
            do {
                let promotion = try await back.value
                champion = try await people.champion()
                rolledBack += 1
                // Before it: the promotion went through, or found the hold or another champion afterwards.
                try #require(promotion.replaced == (run.promoted ? 3 : 2), "round \(round)")
                try #require(champion == 1, "round \(round)")
                let held = try await people.bench.catalog.read { try $0.holds(of: EngineBench.project) }
                try #require(held[EngineBench.dev]?.reason == "rolled back to version 1: worse")
                _ = try await engine.resume(
                    EngineBench.project, EngineBench.dev, reason: "next round", by: .person("ana"))
            } catch let error as EngineError {
                champion = try await people.champion()
                tooLate += 1
                try #require(error.code == .conflict, "round \(round): \(error)")
                try #require(champion == 3 && run.promoted, "round \(round)")
            }
            let last = try await engine.promotions(EngineBench.project, EngineBench.dev, limit: 1)[0]
            try #require(last.version == champion, "what is on record last is what is true")
        }
        #expect(rolledBack + tooLate == 1000)
        try await expectLedger(people, promoted: nil)
    }

    @Test("R-58, R-46: a rollback to a version whose files are damaged is refused, and nothing changes")
    func damagedVersionsDoNotComeBack() async throws {
        let (people, runs) = try await race(of: 2)
        for run in runs { try await promoteFully(run, people) }
        #expect(try await people.champion() == 2)
        let path = people.bench.context.artifacts.path(of: Digest(ofText: "weights of \(runs[0])"))
        try FileManager.default.removeItem(atPath: path)
        let error = await #expect(throws: EngineError.self) {
            _ = try await people.engine.rollback(
                EngineBench.project, EngineBench.dev, RollbackRequest(reason: "worse"), by: .person("ana"))
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("version 1 of 'churn' in 'dev' is damaged") == true)
        #expect(try await people.champion() == 2)
        #expect(try await people.bench.catalog.read { try $0.holds(of: EngineBench.project) }.isEmpty)
    }

    @Test func aRollbackKeepsTheReasonOfAHoldThatWasThereBefore() async throws {
        let (people, runs) = try await race(of: 2)
        for run in runs { try await promoteFully(run, people) }
        _ = try await people.engine.hold(EngineBench.project, EngineBench.dev, reason: "an audit", by: .person("bo"))
        _ = try await people.engine.rollback(
            EngineBench.project, EngineBench.dev, RollbackRequest(reason: "worse"), by: .person("ana"))
        let hold = try await people.bench.catalog.read { try $0.holds(of: EngineBench.project)[EngineBench.dev] }
        #expect(hold?.reason == "rolled back to version 1: worse; held before by bo: an audit")
    }

    private func promoteFully(_ id: RunID, _ people: PeopleBench) async throws {
        for _ in 0..<2 {
            if try await people.bench.run(id).state.phase == .judging { try await people.judge(id) }
            _ = try await people.drive(id)
        }
        try #require(try await people.bench.run(id).state.promoted)
    }

    /// Puts runs back to their flips, judged against `champion`, and the alias to that; their promotions are forgotten, but for the ledger.
    private func reset(_ runs: [RunID], champion: Int?, _ people: PeopleBench) async throws {
        let now = people.bench.context.now()
        try await people.bench.catalog.write { transaction in
            _ = try transaction.execute("DELETE FROM promotions WHERE id > 2 OR run IN \(list: runs)")
            if let champion {
                try transaction.setAlias(
                    ModelAlias(alias: ModelAlias.champion, version: Int64(champion)), of: "churn",
                    in: EngineBench.workspace, now: now)
            } else {
                try transaction.deleteAlias(ModelAlias.champion, of: "churn", in: EngineBench.workspace, now: now)
            }
            for id in runs {
                var state = RunStateMachine()
                _ = state.begin()
                _ = state.prepared(outline: [], strategy: .deployCode)
                _ = state.candidateSelected(try transaction.run(id)?.state.candidate ?? 0, champion: champion)
                _ = state.judged(GateDecision(verdict: .passed, checks: [], champion: champion), approval: nil)
                try transaction.updateRun(id, state: state, at: now)
            }
        }
    }

    private func expectLedger(_ people: PeopleBench, promoted: Int?) async throws {
        let (broken, count) = try await people.bench.catalog.read { transaction in
            let count: Int? = try transaction.value("SELECT COUNT(*) FROM ledger WHERE action = 'promoted'")
            return (try transaction.firstBreakInLedger(), count)
        }
        #expect(broken == nil)
        if let promoted { #expect(count == promoted) }
    }
}
