import Catalog
import Promotion
import Testing

@testable import Engine

/// The bench's clock begins on Thursday, 1970-01-01 00:00:01 UTC.
@Suite("Promotions by people, and the gate as it is at that moment")
struct TimelyPromotionTests {
    private static let minute: Int64 = 60_000
    private static let window = #"{window: {inside: ["Thu 00:00-Thu 01:00"]}}"#
    private static let inside = CheckResult(
        check: "inside Thu 00:00-Thu 01:00 (UTC)", verdict: .passed, reason: "it is Thu: a promotion may happen")

    private func refusal(_ body: () async throws -> Void) async -> String {
        await #expect(throws: EngineError.self) { try await body() }?.message ?? ""
    }

    private func promote(_ id: RunID, by actor: Actor, _ people: PeopleBench) async throws {
        _ = try await people.engine.promote(
            EngineBench.project, EngineBench.dev, PromoteRequest(run: id, reason: "we need it"), by: actor)
    }

    private func check(_ result: CheckResult, _ path: Int) -> CheckResult {
        var result = result
        result.path = CheckPath([path])
        return result
    }

    private func metric(_ verdict: Verdict) -> CheckResult {
        CheckResult(check: "f1", verdict: verdict, reason: "f1 was \(verdict.rawValue)")
    }

    @Test("A-02: promoting what waits for approval outside of its window is refused with the time of the next one")
    func aClosedWindowIsNoMatterOfApproval() async throws {
        let people = try await PeopleBench("{required: 1}", gate: "[\(Self.window)]")
        let id = try await people.newRun()
        let waiting = try await people.judge(id, checks: [check(Self.inside, 1)])
        #expect(waiting.state.status == .awaitingApproval)
        people.bench.clock.advance(by: 90 * Self.minute)
        let told = await refusal { try await promote(id, by: .person("bo"), people) }
        #expect(told.contains("the gate of 'dev' does not let version 1 through now"), "\(told)")
        #expect(told.contains("no promotion may happen before Thu 1970-01-08 00:00"), "\(told)")
        #expect(told.contains("'sluice approve \(id)'"), "\(told)")
        #expect(try await people.champion() == nil)
        #expect(try await people.engine.approvals(of: id).tally.lines.isEmpty, "no word is kept of what was refused")

        // An approval is kept, and the run looks at the time itself.
        try await people.approve(id, by: .person("bo"))
        #expect(try await people.drive(id).state.phase == .judging)
        #expect(try await people.champion() == nil)
        people.bench.clock.advance(by: (7 * 1440 - 90) * Self.minute)
        let again = try await people.judge(id, checks: [check(Self.inside, 1)])
        #expect(again.state.phase == .promoting, "only the time is another one, so that the approval stands")
        #expect(try await people.drive(id).state.promoted)
        #expect(try await people.champion() == 1)
    }

    @Test func whatPassedOnceWaitsForTheNextOpeningToo() async throws {
        let people = try await PeopleBench("{required: 0}", gate: "[\(Self.window)]")
        let id = try await people.newRun()
        try await people.judge(id, checks: [check(Self.inside, 1)])
        try await people.bench.catalog.write { transaction in
            _ = try transaction.apply(
                { $0.stop(.init(.aborted, "by ana")) }, to: id, at: people.bench.context.now())
        }
        people.bench.clock.advance(by: 90 * Self.minute)
        let told = await refusal { try await promote(id, by: .person("bo"), people) }
        #expect(told.contains("no promotion may happen before Thu 1970-01-08 00:00"), "\(told)")
        #expect(!told.contains("sluice approve"), "nothing waits for that")
        people.bench.clock.advance(by: (7 * 1440 - 90) * Self.minute)
        try await promote(id, by: .person("bo"), people)
        #expect(try await people.champion() == 1)

        // A champion of before comes back by 'promote' in the window only; rolling back is for every hour.
        let next = try await people.newRun()
        try await people.judge(next, checks: [check(Self.inside, 1)])
        #expect(try await people.drive(next).state.promoted)
        people.bench.clock.advance(by: 90 * Self.minute)
        #expect(await refusal { try await promote(id, by: .person("bo"), people) }.contains("no promotion may happen"))
        _ = try await people.engine.rollback(
            EngineBench.project, EngineBench.dev, RollbackRequest(reason: "worse"), by: .person("bo"))
        #expect(try await people.champion() == 1)
    }

    @Test("A-07: an override of one check does not open a window that has closed since")
    func overridesDoNotOpenWindows() async throws {
        let people = try await PeopleBench("{required: 0}", gate: "[{metric: f1, threshold: 0.5}, \(Self.window)]")
        let id = try await people.newRun()
        try await people.judge(id, .failed, checks: [check(metric(.failed), 1), check(Self.inside, 2)])
        let request = OverrideRequest(checks: [], reason: "fraud wave", expires: 86_400)
        _ = try await people.engine.override(id, request, by: .person("ana"))
        people.bench.clock.advance(by: 90 * Self.minute)
        let told = await refusal { try await promote(id, by: .person("bo"), people) }
        #expect(told.contains("no promotion may happen before"), "\(told)")

        // Whoever overrides the closed window itself has taken that on themselves.
        let other = try await people.newRun()
        var closed = Self.inside
        (closed.verdict, closed.reason) = (.failed, "it is Thu: no promotion may happen before Thu 1970-01-08 00:00")
        try await people.judge(other, .failed, checks: [check(metric(.failed), 1), check(closed, 2)])
        _ = try await people.engine.override(other, request, by: .person("ana"))
        try await promote(other, by: .person("bo"), people)
        #expect(try await people.champion() == 2)
    }

    @Test(
        "A-04: what was decided by another gate is not promoted, and an earlier champion comes back by a rollback only")
    func aChangedGateDecidesAnew() async throws {
        let people = try await PeopleBench("{required: 0}")
        var runs: [RunID] = []
        for _ in 1...2 {
            let id = try await people.judgedRun()
            #expect(try await people.drive(id).state.promoted)
            runs.append(id)
        }
        let aside = try await people.judgedRun()
        try await people.bench.catalog.write { transaction in
            _ = try transaction.apply(
                { $0.stop(.init(.aborted, "by ana")) }, to: aside, at: people.bench.context.now())
        }
        try people.bench.commitGate("[{metric: f1, threshold: 0.9}]", approvals: "{required: 0}")
        try await people.pass()
        let other = await refusal { try await promote(aside, by: .person("bo"), people) }
        #expect(other.contains("it decided about version 3; 'sluice run --env dev' has it judged"), "\(other)")
        let told = await refusal { try await promote(runs[0], by: .person("bo"), people) }
        #expect(told.contains("the gate of 'dev' is another one since it decided about version 1"), "\(told)")
        #expect(told.contains("'sluice rollback --env dev --to 1'"), "\(told)")
        #expect(try await people.champion() == 2)
        _ = try await people.engine.rollback(
            EngineBench.project, EngineBench.dev, RollbackRequest(to: 1, reason: "worse"), by: .person("bo"))
        #expect(try await people.champion() == 1)
    }

    @Test("A-04: while a new gate judges, what the old one said promotes nothing")
    func theOldAnswerIsNone() async throws {
        let people = try await PeopleBench("{required: 1}")
        let id = try await people.judgedRun()
        try people.bench.commitGate(
            "[{metric: f1, threshold: 0.9}]", approvals: "{required: 1}", by: "Zed <z@example.org>")
        try await people.pass()
        #expect(try await people.bench.run(id).state.phase == .judging)
        let told = await refusal { try await promote(id, by: .person("bo"), people) }
        #expect(told.contains("the gate of 'dev' is another one since it decided about version 1"), "\(told)")
        #expect(try await people.champion() == nil)
        try await people.judge(id)
        try await promote(id, by: .person("bo"), people)
        #expect(try await people.champion() == 1)
    }

    @Test("R-57: what was compared with another champion is not promoted by hand either")
    func anotherChampionSinceIsToldOf() async throws {
        let people = try await PeopleBench("{required: 0}", gate: "[{metric: f1, against: champion}]")
        func judged(_ verdict: Verdict = .passed) async throws -> RunID {
            let id = try await people.newRun()
            try await people.judge(id, verdict, checks: [check(metric(verdict), 1)])
            return id
        }
        let (first, failed) = (try await judged(), try await judged(.failed))
        try await people.bench.catalog.write { transaction in
            let now = people.bench.context.now()
            _ = try transaction.apply({ $0.stop(.init(.aborted, "by ana")) }, to: first, at: now)
        }
        let champion = try await judged()
        #expect(try await people.drive(champion).state.promoted)
        let told = await refusal { try await promote(first, by: .person("bo"), people) }
        #expect(told.contains("beside the champion of then (none), and the champion is version 3 by now"), "\(told)")
        #expect(try await people.champion() == 3)
        // Whoever overrides the comparison knows that it says nothing.
        _ = try await people.engine.override(
            failed, OverrideRequest(checks: [], reason: "fraud wave", expires: 3600), by: .person("ana"))
        try await promote(failed, by: .person("bo"), people)
        #expect(try await people.champion() == 2)
    }

    @Test("A-07: an override that ended unused is told as such, and one that a promotion rests on for ever")
    func shownAsItWas() async throws {
        let people = try await PeopleBench("{required: 0}")
        func overridden() async throws -> RunID {
            let id = try await people.newRun()
            try await people.judge(id, .failed)
            _ = try await people.engine.override(
                id, OverrideRequest(checks: [], reason: "fraud wave", expires: 3600), by: .person("ana"))
            return id
        }
        let (unused, used) = (try await overridden(), try await overridden())
        try await promote(used, by: .person("bo"), people)
        #expect(try await people.engine.run(unused).gate?.decision.verdict == .overridden, "it would count now")
        people.bench.clock.advance(by: 61 * Self.minute)
        // Nor does it matter later what ana may do by then.
        _ = try await people.engine.setDisabled(UserName(checked: "ana"), true, by: .endpointFile("root"))

        let told = await refusal { try await promote(unused, by: .person("bo"), people) }
        #expect(told.contains("did not let version 1 through"), "\(told)")
        let decision = try #require(try await people.engine.run(unused).gate?.decision)
        #expect(decision.verdict == .failed && decision.checks.map(\.verdict) == [.failed])
        let reason = decision.checks[0].reason
        #expect(
            reason.hasPrefix("f1 was Failed; the override by ana lets nothing through: it expired at 1970-01-01T01:00"),
            "\(reason)")
        let explained = try await people.engine.explainGate(unused)
        #expect(explained.gate?.decision == decision)

        let promoted = try #require(try await people.engine.run(used).gate?.decision)
        #expect(promoted.verdict == .overridden && promoted.checks.map(\.verdict) == [.overridden])
        #expect(promoted.checks[0].reason.hasPrefix("overridden by ana until"), "\(promoted.checks[0].reason)")
    }
}
