import Foundation
import Promotion
import Testing

/// Commands of gates, and runs that wait for a time.
@Suite struct RunCheckTests {
    private let check = RunFixture.key("gate-check-2@v3")

    private func evaluating(champion: Int? = 2) -> RunStateMachine {
        RunFixture.preparing.after {
            $0.prepared(
                outline: RunFixture.outline, strategy: .deployCode,
                checks: [RunFixture.step("gate-check-2", .task, retries: 1)])
        }
        .succeeding("unit-tests", "features", "train", "integration-tests")
        .after { $0.candidateSelected(3, champion: champion) }
    }

    @Test func commandsBeginOnceTheEvaluationIsOver() {
        let run = evaluating()
        #expect(!run.outstanding.contains(.runStep(check, attempt: 1)))
        let half = run.succeeding("evaluate@v3")
        #expect(!half.outstanding.contains(.runStep(check, attempt: 1)))
        let scored = half.succeeding("evaluate@v2")
        #expect(scored.outstanding == [.runStep(check, attempt: 1)])
        #expect(scored.succeeding("gate-check-2@v3").outstanding == [.judge])
    }

    @Test func whatACommandSaysStopsNothingAndIsTriedAgainAsOftenAsItMay() {
        var run = evaluating().succeeding("evaluate@v3", "evaluate@v2")
        #expect(run.stepFinished(check, attempt: 1, outcome: .failed(reason: "failed (exit code 1)")) == .changed)
        #expect(run.outstanding == [.runStep(check, attempt: 2)])
        #expect(run.stepFinished(check, attempt: 2, outcome: .errored(reason: "was lost")) == .changed)
        #expect(run.outstanding == [.judge])
        #expect(run.steps[check]?.status == .errored)
        #expect(run.steps[check]?.reason == "was lost")
    }

    @Test("R-57: beside a new champion the commands have to say something anew, with tries of their own")
    func championChanged() {
        var run = evaluating().succeeding("evaluate@v3", "evaluate@v2")
        _ = run.stepFinished(check, attempt: 1, outcome: .failed(reason: "failed (exit code 1)"))
        _ = run.stepFinished(check, attempt: 2, outcome: .succeeded)
        #expect(run.championChanged(to: 4) == .changed)
        #expect(run.outstanding == [.runStep(RunFixture.key("evaluate@v4"), attempt: 1)])
        run = run.succeeding("evaluate@v4")
        #expect(run.outstanding == [.runStep(check, attempt: 3)])
        #expect(run.stepFinished(check, attempt: 3, outcome: .failed(reason: "failed (exit code 1)")) == .changed)
        #expect(run.outstanding == [.runStep(check, attempt: 4)])
        #expect(run.stepFinished(check, attempt: 4, outcome: .succeeded) == .changed)
        #expect(run.outstanding == [.judge])
    }

    @Test func aRunThatIsTooEarlyWaitsWithItsReasonAndIsJudgedAgain() {
        let until = Timestamp(milliseconds: 9)
        var run = RunFixture.judging()
        #expect(run.judgedTooEarly("the window opens on Monday", until: until) == .changed)
        #expect(run.status == .blocked && run.hasBegun && run.waitsUntil == until)
        #expect(run.reason == "the window opens on Monday")
        #expect(run.outstanding == [])
        #expect(run.waitOver() == .changed)
        #expect(run.outstanding == [.judge] && run.waitsUntil == nil)
    }

    @Test func aPromotionWhoseWindowClosedIsJudgedAgain() {
        var run = RunFixture.promoting()
        #expect(run.promotionOutOfTime() == .changed)
        #expect(run.outstanding == [.judge])
    }

    @Test func aNewGateHasItsOwnCommandsAndOldOnesHoldNothingUp() {
        var run = evaluating().succeeding("evaluate@v3", "evaluate@v2")
        _ = run.stepFinished(check, attempt: 1, outcome: .failed(reason: "failed (exit code 1)"))
        _ = run.stepFinished(check, attempt: 2, outcome: .failed(reason: "failed (exit code 1)"))
        let failing = run.after { $0.judged(RunFixture.passed, approval: "one of 'release-managers'") }
        var without = failing
        #expect(without.gateChanged() == .changed)
        #expect(without.outstanding == [.judge])
        var again = without.after { $0.judged(RunFixture.passed, approval: "one of 'release-managers'") }
        #expect(again.gateChanged(checks: [RunFixture.step("gate-check-2", .task)]) == .changed)
        #expect(again.outstanding == [.runStep(check, attempt: 3)])
    }

    @Test func stoppingARunStopsItsCommand() {
        var run = evaluating().succeeding("evaluate@v3", "evaluate@v2")
        #expect(run.stop(.init(.aborted, "by ana")) == .changed)
        #expect(run.outstanding == [.stopStep(check, attempt: 1)])
        #expect(run.stepFinished(check, attempt: 1, outcome: .failed(reason: "stopped")) == .changed)
        #expect(run.status == .aborted)
    }

    @Test func aRunOfBeforeHasNoCommandsAndGoesOn() throws {
        let stored = try JSONEncoder().encode(RunFixture.evaluating())
        #expect(!String(decoding: stored, as: UTF8.self).contains("checks"))
        let loaded = try JSONDecoder().decode(RunStateMachine.self, from: stored)
        #expect(loaded.succeeding("evaluate@v3", "evaluate@v2").outstanding == [.judge])
    }
}
