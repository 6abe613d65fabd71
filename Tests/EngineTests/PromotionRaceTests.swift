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

    /// So many rounds each race has, in lanes that run side by side: each has an engine and a catalog of its own.
    private static let rounds = 10_000
    private static let lanes = 4

    private func inLanes<Result: Sendable>(
        _ race: @escaping @Sendable (_ rounds: Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result.self) { group in
            for _ in 0..<Self.lanes { group.addTask { try await race(Self.rounds / Self.lanes) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test(
        "R-57: two challengers that finish at once, ten thousand times: one is promoted, and the other is judged against it"
    )
    func twoChallengersAreSerialised() async throws {
        let wins = try await inLanes { rounds in
            let (people, runs) = try await race(of: 2)
            let start = try await start(runs, champion: nil, people)
            var wins: [Int: Int] = [:]
            for round in 1...rounds {
                try await reset(to: start, people)
                async let one: Void = people.driver(runs[0]).promote(start.runs[0])
                async let other: Void = people.driver(runs[1]).promote(start.runs[1])
                _ = try await (one, other)
                let (states, champion) = try await outcome(runs, people)
                let winner = try #require(states.first(where: \.promoted)?.candidate)
                let loser = try #require(states.first { !$0.promoted }, "round \(round)")
                try #require(loser.phase == .judging, "round \(round)")
                try #require(loser.champion == winner, "the second is compared with the new champion")
                try #require(champion == winner)
                wins[winner, default: 0] += 1
            }
            try await expectLedger(people, promoted: rounds)
            return wins
        }
        let all = wins.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        #expect(all.values.reduce(0, +) == Self.rounds)
        #expect(all.count == 2, "nobody wins each time: \(all)")
    }

    @Test(
        "R-58: a rollback while a promotion is under way, ten thousand times: one at a time, and whoever is too late is told so"
    )
    func rollbackAgainstPromotion() async throws {
        let ends = try await inLanes { rounds in
            let (people, runs) = try await race(of: 3)
            for run in runs.prefix(2) { try await promoteFully(run, people) }
            let start = try await start([runs[2]], champion: 2, people)
            var (rolledBack, tooLate) = (0, 0)
            for round in 1...rounds {
                try await reset(to: start, people)
                if try await rollBack(whilePromoting: start.runs[0], people, round: round) {
                    rolledBack += 1
                } else {
                    tooLate += 1
                }
            }
            try await expectLedger(people, promoted: nil)
            return (rolledBack: rolledBack, tooLate: tooLate)
        }
        let (rolledBack, tooLate) = ends.reduce(into: (0, 0)) { $0 = ($0.0 + $1.rolledBack, $0.1 + $1.tooLate) }
        #expect(rolledBack + tooLate == Self.rounds)
        #expect(rolledBack > 0 && tooLate > 0, "nobody comes first each time: \(rolledBack), \(tooLate)")
    }

    /// One round; whether the rollback came through.
    private func rollBack(whilePromoting run: RunRecord, _ people: PeopleBench, round: Int) async throws -> Bool {
        let engine = people.engine
        let back = Task {
            try await engine.rollback(
                EngineBench.project, EngineBench.dev, RollbackRequest(to: 1, reason: "worse"), by: .person("ana"))
        }
        try await people.driver(run.id).promote(run)
        let answer = await back.result
        let (states, champion) = try await outcome([run.id], people)
        let isPromoted = states[0].promoted
        let last = try await engine.promotions(EngineBench.project, EngineBench.dev, limit: 1)[0]
        try #require(last.version == champion, "what is on record last is what is true")
        switch answer {
        case .success(let promotion):
            // Before it: the promotion went through, or found the hold or another champion afterwards.
            try #require(promotion.replaced == (isPromoted ? 3 : 2), "round \(round)")
            try #require(champion == 1, "round \(round)")
            let held = try await people.bench.catalog.read { try $0.holds(of: EngineBench.project) }
            try #require(held[EngineBench.dev]?.reason == "rolled back to version 1: worse")
            return true
        case .failure(let error):
            let code = (error as? EngineError)?.code
            try #require(code == .conflict, "round \(round): \(error)")
            try #require(champion == 3 && isPromoted, "round \(round)")
            return false
        }
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

    /// Where each round starts.
    private struct Start: Sendable {
        let runs: [RunRecord]
        let champion: Int?
        /// The last promotion that is not one of a round.
        let lastPromotion: Int64
    }

    /// Puts runs to their flips, judged against `champion`, and remembers that.
    private func start(_ runs: [RunID], champion: Int?, _ people: PeopleBench) async throws -> Start {
        let now = people.bench.context.now()
        return try await people.bench.catalog.write { transaction in
            for id in runs {
                var state = RunStateMachine()
                _ = state.begin()
                _ = state.prepared(outline: [], strategy: .deployCode)
                _ = state.candidateSelected(try transaction.run(id)?.state.candidate ?? 0, champion: champion)
                _ = state.judged(GateDecision(verdict: .passed, checks: [], champion: champion), approval: nil)
                try transaction.updateRun(id, state: state, at: now)
            }
            try transaction.execute("CREATE TABLE start AS SELECT * FROM runs WHERE id IN \(list: runs)")
            return Start(
                runs: try runs.compactMap { try transaction.run($0) }, champion: champion,
                lastPromotion: try transaction.value("SELECT COALESCE(MAX(id), 0) FROM promotions") ?? 0)
        }
    }

    /// Puts runs and alias back; promotions of rounds and the hold are forgotten, but for the ledger.
    private func reset(to start: Start, _ people: PeopleBench) async throws {
        let now = people.bench.context.now()
        try await people.bench.catalog.write { transaction in
            try transaction.execute("DELETE FROM promotions WHERE id > \(start.lastPromotion)")
            _ = try transaction.removeHold(
                project: EngineBench.project, environment: EngineBench.dev, by: .person("ana"), reason: "next round",
                at: now)
            if let champion = start.champion {
                try transaction.setAlias(
                    ModelAlias(alias: ModelAlias.champion, version: Int64(champion)), of: "churn",
                    in: EngineBench.workspace, now: now)
            } else {
                try transaction.deleteAlias(ModelAlias.champion, of: "churn", in: EngineBench.workspace, now: now)
            }
            try transaction.execute(
                """
                UPDATE runs SET state = start.state, status = start.status, reason = start.reason,
                    candidate = start.candidate, promoted = start.promoted, finished_at = start.finished_at,
                    waits_until = start.waits_until
                FROM start WHERE start.id = runs.id
                """)
        }
    }

    /// The runs and the champion as they are at one moment.
    private func outcome(
        _ runs: [RunID], _ people: PeopleBench
    ) async throws -> (states: [RunStateMachine], champion: Int?) {
        try await people.bench.catalog.read { transaction in
            (
                states: try runs.compactMap { try transaction.run($0)?.state },
                champion: try transaction.champion(of: EngineBench.model, in: EngineBench.workspace)
            )
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
