import Artifacts
import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Dry runs of promotions, rollbacks and blocks")
struct PromotionDryRunTests {
    /// What a dry run must not change.
    private struct Standing: Equatable {
        var champion: Int?
        var hold: Hold?
        var promotions: [PromotionReport]
        var ledger: [Digest]
        var states: [RunStateMachine]
        var approvals: [Int]
    }

    private func standing(_ people: PeopleBench) async throws -> Standing {
        try await people.bench.catalog.read { transaction in
            let runs = try transaction.runs(of: EngineBench.project, limit: 50)
            return Standing(
                champion: try transaction.champion(of: EngineBench.model, in: EngineBench.workspace),
                hold: try transaction.holds(of: EngineBench.project)[EngineBench.dev],
                promotions: try transaction.promotions(project: EngineBench.project, environment: EngineBench.dev),
                ledger: try transaction.ledger(limit: 1000).map(\.hash), states: runs.map(\.state),
                approvals: try runs.map { try transaction.approvals(of: $0.id).count })
        }
    }

    private func promote(
        _ id: RunID, _ people: PeopleBench, by name: String = "bo", dryRun: Bool? = nil
    ) async throws -> PromotionReport {
        try await people.engine.promote(
            EngineBench.project, EngineBench.dev, PromoteRequest(run: id, reason: "INC-42", dryRun: dryRun),
            by: .person(name))
    }

    private func rollBack(
        _ people: PeopleBench, to version: Int? = nil, dryRun: Bool? = nil
    ) async throws -> PromotionReport {
        try await people.engine.rollback(
            EngineBench.project, EngineBench.dev, RollbackRequest(to: version, reason: "worse", dryRun: dryRun),
            by: .person("bo"))
    }

    /// Asks what would come of it, and sees that nothing changes by that; then does it, and sees that just that came of it.
    private func expectForetold(
        _ people: PeopleBench, _ ask: (_ dryRun: Bool?) async throws -> PromotionReport
    ) async throws -> PromotionReport {
        let before = try await standing(people)
        var told = try await ask(true)
        #expect(try await standing(people) == before, "a dry run stores nothing")
        #expect(told.dryRun == true && told.id == 0)
        let done = try await ask(nil)
        #expect(done.dryRun == nil && done.id > 0)
        // Each look at the clock is later than the one before.
        (told.dryRun, told.id, told.time) = (nil, done.id, done.time)
        told.hold?.since = done.time
        #expect(told == done)
        #expect(try await people.champion() == done.version)
        return done
    }

    @Test func itTellsWhatThePromotionAndTheRollbackThenDo() async throws {
        let people = try await PeopleBench("{required: 1}")
        let first = try await people.judgedRun()
        // Bo's word is the approval that is missing, and in the dry run it is not kept.
        let one = try await expectForetold(people) { try await promote(first, people, dryRun: $0) }
        #expect(one.version == 1 && one.replaced == nil && one.hold == nil)
        let second = try await people.judgedRun()
        let two = try await expectForetold(people) { try await promote(second, people, dryRun: $0) }
        #expect(two.version == 2 && two.replaced == 1)

        let back = try await expectForetold(people) { try await rollBack(people, dryRun: $0) }
        #expect(back.kind == .rollback && back.version == 1 && back.replaced == 2)
        #expect(back.hold?.reason == "rolled back to version 1: worse" && back.hold?.by == "bo")
        #expect(try await standing(people).hold == back.hold)
    }

    @Test func itNamesTheRunsThatABlockWouldEnd() async throws {
        let people = try await PeopleBench("{required: 1}")
        let waiting = try await people.judgedRun()
        func block(dryRun: Bool?) async throws -> VersionBlock {
            try await people.engine.block(
                EngineBench.project, EngineBench.dev, BlockRequest(version: 1, reason: "poisoned", dryRun: dryRun),
                by: .person("bo"))
        }
        let before = try await standing(people)
        var told = try await block(dryRun: true)
        #expect(try await standing(people) == before)
        #expect(try await people.engine.blocks(EngineBench.project, EngineBench.dev).isEmpty)
        #expect(told.dryRun == true && told.ended == [waiting])
        let done = try await block(dryRun: nil)
        (told.dryRun, told.time) = (nil, done.time)
        #expect(told == done)
        #expect(try await people.bench.run(waiting).state.status == .failed)
        let twice = await #expect(throws: EngineError.self) { _ = try await block(dryRun: true) }
        #expect(twice?.code == .conflict)
    }

    /// Both are refused with the same words, and the dry run changes nothing.
    private func expectSameRefusal(
        _ people: PeopleBench, _ words: String, _ ask: (_ dryRun: Bool?) async throws -> PromotionReport
    ) async throws {
        let before = try await standing(people)
        let dry = await #expect(throws: EngineError.self) { _ = try await ask(true) }
        #expect(try await standing(people) == before)
        let real = await #expect(throws: EngineError.self) { _ = try await ask(nil) }
        #expect(dry?.message.contains(words) == true, "\(dry?.message ?? "")")
        #expect(dry?.code == real?.code && dry?.message == real?.message)
    }

    @Test func itIsRefusedWhereTheRealOneIs() async throws {
        let people = try await PeopleBench("{required: 1}")
        try await expectSameRefusal(people, "has never had a champion") { try await rollBack(people, dryRun: $0) }
        let first = try await people.judgedRun()
        try await expectSameRefusal(people, "your own word does not count") {
            try await promote(first, people, by: "dee", dryRun: $0)
        }
        _ = try await promote(first, people)
        try await expectSameRefusal(people, "is the champion of 'dev' already") {
            try await promote(first, people, dryRun: $0)
        }
        try await expectSameRefusal(people, "there is none before it") { try await rollBack(people, dryRun: $0) }
        let second = try await people.judgedRun()
        _ = try await people.engine.hold(EngineBench.project, EngineBench.dev, reason: "an audit", by: .person("ana"))
        try await expectSameRefusal(people, "is held by ana: an audit") {
            try await promote(second, people, dryRun: $0)
        }
        _ = try await people.engine.resume(EngineBench.project, EngineBench.dev, reason: "over", by: .person("ana"))
        _ = try await promote(second, people)

        let path = people.bench.context.artifacts.path(of: Digest(ofText: "weights of \(first)"))
        try FileManager.default.removeItem(atPath: path)
        try Data("wEights".utf8).write(to: URL(fileURLWithPath: path))
        try await expectSameRefusal(people, "version 1 of 'churn' in 'dev' is damaged") {
            try await rollBack(people, dryRun: $0)
        }
        #expect(try await people.champion() == 2)
    }
}
