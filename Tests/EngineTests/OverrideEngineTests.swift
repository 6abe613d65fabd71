import Artifacts
import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Overrides and blocks")
struct OverrideEngineTests {
    private func refusal(_ body: () async throws -> Void) async -> EngineError? {
        await #expect(throws: EngineError.self) { try await body() }
    }

    private func failedRun(_ people: PeopleBench) async throws -> RunID {
        let id = try await people.newRun()
        let run = try await people.judge(id, .failed)
        #expect(run.state.status == .failed)
        return id
    }

    @discardableResult
    private func override(
        _ id: RunID, by actor: Actor, _ people: PeopleBench, checks: [String] = [], expires: Int64 = 3600
    ) async throws -> OverrideAnswer {
        try await people.engine.override(
            id, OverrideRequest(checks: checks, reason: "fraud wave", expires: expires), by: actor)
    }

    private func promote(_ id: RunID, by actor: Actor, _ people: PeopleBench) async throws -> PromotionReport {
        try await people.engine.promote(
            EngineBench.project, EngineBench.dev, PromoteRequest(run: id, reason: "fraud wave"), by: actor)
    }

    private func warnings(_ people: PeopleBench) async throws -> [String] {
        try await people.engine.project(EngineBench.project).environments[0].warnings
    }

    @Test(
        "A-07: an override promotes with its approvals, is told everywhere for ever, and warns until somebody else reviewed it"
    )
    func overridesCannotBeHidden() async throws {
        let people = try await PeopleBench("{required: 1, exclude: [author]}")
        let id = try await failedRun(people)
        #expect(
            await refusal { _ = try await promote(id, by: .person("bo"), people) }?.message.contains(
                "did not let version") == true)
        #expect(await refusal { try await override(id, by: .person("dee"), people) }?.code == .forbidden)
        #expect(
            await refusal { try await override(id, by: .person("ana"), people, checks: ["auc"]) }?.message.contains(
                "those that do: 'f1'") == true)
        let answer = try await override(id, by: .person("ana"), people)
        #expect(answer.override.verdicts == ["f1": .failed])
        #expect(answer.decision.verdict == .overridden)
        #expect(try await people.champion() == nil, "an override promotes nothing")

        let promotion = try await promote(id, by: .person("bo"), people)
        #expect(promotion.warning?.contains("'f1' was overridden by ana until") == true)
        #expect(promotion.warning?.contains("it was Failed: f1 was Failed") == true)
        let shown = try await people.engine.run(id)
        #expect(shown.gate?.decision.checks.map(\.verdict) == [.overridden])
        let trace = try await people.engine.trace(
            EngineBench.project, EngineBench.dev, model: nil, version: .alias("champion"))
        #expect(trace.promotions[0].warning == promotion.warning)
        let entries = try await people.ledger()
        #expect(entries.last { $0.action == .overridden }?.details.contains("\\\"f1\\\":\\\"Failed\\\"") == true)
        #expect(entries.last { $0.action == .promoted }?.details.contains("overridden by ana") == true)

        #expect(try await warnings(people).contains { $0.contains("override 1 by ana of 'f1' (Failed)") })
        let own = await refusal { _ = try await people.engine.review(1, of: id, note: "fine", by: .person("ana")) }
        #expect(own?.code == .forbidden)
        #expect(
            await refusal { _ = try await people.engine.review(1, of: id, note: "fine", by: .endpointFile("bo")) }
                != nil)
        _ = try await people.engine.review(1, of: id, note: "retrained since", by: .person("bo"))
        #expect(try await !warnings(people).contains { $0.contains("override 1") })
        #expect(try await people.engine.overrides(limit: 10)[0].review?.note == "retrained since")
        #expect(
            await refusal { _ = try await people.engine.review(1, of: id, note: "x", by: .person("cy")) }?.code
                == .conflict)
    }

    @Test("A-07: an override does not stand for the approvals")
    func approvalsCannotBeOverridden() async throws {
        let people = try await PeopleBench("{required: 2, from: [release-managers]}")
        let id = try await failedRun(people)
        try await override(id, by: .person("ana"), people)
        let error = await refusal { _ = try await promote(id, by: .person("ana"), people) }
        #expect(error?.message.contains("waits for 1 of 2 approvals from release-managers") == true)
        try await people.approve(id, by: .person("bo"))
        #expect(try await people.champion() == nil, "a run that ended is promoted by 'promote' only")
        _ = try await promote(id, by: .person("ana"), people)
        #expect(try await people.champion() != nil)
    }

    @Test(
        "A-07: an override that expired lets nothing through, and two people are two people where the policy asks for them"
    )
    func overridesEndAndMayNeedTwo() async throws {
        let people = try await PeopleBench("{required: 0, overrides: two-people}")
        let id = try await failedRun(people)
        let alone = try await override(id, by: .person("ana"), people)
        #expect(alone.decision.verdict == .failed)
        #expect(await refusal { try await override(id, by: .endpointFile("bo"), people) }?.code == .forbidden)
        #expect(try await override(id, by: .person("cy"), people).decision.verdict == .overridden)
        let given = try #require(
            try await people.bench.catalog.read {
                try $0.openOrPromotingCase(of: id, at: Timestamp(milliseconds: 10_000_000))
            })
        #expect(given.decision(SignatureCheck(), at: Timestamp(milliseconds: 10_000_000)).verdict == .failed)
        #expect(await refusal { try await override(id, by: .person("ana"), people, expires: 1) }?.code == .invalid)
        _ = try await promote(id, by: .person("ana"), people)
    }

    @Test("A-07: files that do not match and blocked versions cannot be overridden")
    func damageCannotBeOverridden() async throws {
        let people = try await PeopleBench("{required: 0}")
        let damaged = try await failedRun(people)
        try FileManager.default.removeItem(
            atPath: people.bench.context.artifacts.path(of: Digest(ofText: "weights of \(damaged)")))
        #expect(
            await refusal { try await override(damaged, by: .person("ana"), people) }?.message.contains("is damaged")
                == true)
        let blocked = try await failedRun(people)
        let version = try await people.bench.run(blocked).state.candidate ?? 0
        _ = try await people.engine.block(
            EngineBench.project, EngineBench.dev, BlockRequest(version: version, reason: "poisoned"), by: .person("bo"))
        #expect(
            await refusal { try await override(blocked, by: .person("ana"), people) }?.message.contains(
                "is blocked in 'dev' for ever") == true)
    }

    @Test func aBlockedVersionIsNeverPromotedNorRolledBackToAndEndsItsRun() async throws {
        let people = try await PeopleBench("{required: 1}")
        func block(_ version: Int) async throws {
            _ = try await people.engine.block(
                EngineBench.project, EngineBench.dev, BlockRequest(version: version, reason: "poisoned"),
                by: .person("bo"))
        }
        for _ in 1...2 {
            let id = try await people.judgedRun()
            try await people.approve(id, by: .person("ana"))
            #expect(try await people.drive(id).state.promoted)
        }
        try await block(1)
        let back = RollbackRequest(reason: "worse")
        let error = await refusal {
            _ = try await people.engine.rollback(EngineBench.project, EngineBench.dev, back, by: .person("ana"))
        }
        #expect(error?.message.contains("version 1 of 'churn' is blocked in 'dev' for ever by bo: poisoned") == true)
        #expect(try await people.champion() == 2)
        #expect(await refusal { try await block(1) }?.code == .conflict)
        #expect(await refusal { try await block(9) }?.code == .notFound)

        let waiting = try await people.judgedRun()
        try await block(3)
        let ended = try await people.bench.run(waiting)
        #expect(ended.state.status == .failed)
        #expect(ended.state.reason == "version 3 was blocked by bo: poisoned")
        try await block(2)
        #expect(try await warnings(people).contains { $0.hasPrefix("champion v2 is blocked by bo") })
        #expect(
            try await people.ledger().filter { $0.action == .blocked }.map(\.subject) == [
                "dev/churn@1", "dev/churn@3", "dev/churn@2",
            ])
    }

    @Test func aBlockIsForTheBytesWhateverTheirNumber() async throws {
        let people = try await PeopleBench("{required: 1}")
        let id = try await people.judgedRun()
        let digest = try #require(try await people.bench.run(id).candidateDigest)
        try await people.approve(id, by: .person("ana"))
        try await people.bench.catalog.write { transaction in
            try transaction.insertBlock(
                VersionBlock(
                    model: EngineBench.model, version: 99, artifacts: digest, by: "bo", reason: "poisoned",
                    time: people.bench.context.now()), project: EngineBench.project, environment: EngineBench.dev,
                by: .person("bo"))
        }
        let run = try await people.drive(id)
        #expect(run.state.status == .failed)
        #expect(run.state.reason.contains("as version 99, which has the same files"))
    }
}
