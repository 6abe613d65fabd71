import Promotion
import Testing

@Suite struct RunStateMachineTests {
    @Test func deployCodeGoesFromPendingToChampion() {
        var run = RunStateMachine()
        #expect(run.status == .pending && run.outstanding.isEmpty)
        #expect(run.begin() == .changed)
        #expect(run.outstanding == [.prepare])
        #expect(run.prepared(outline: RunFixture.outline, strategy: .deployCode) == .changed)
        for step in ["unit-tests", "features", "train", "integration-tests"] {
            #expect(run.outstanding == [.runStep(RunFixture.key(step), attempt: 1)])
            run = run.succeeding(step)
        }
        #expect(run.outstanding == [.selectCandidate])
        #expect(run.candidateSelected(3, champion: 2) == .changed)
        #expect(run.outstanding == ["evaluate@v2", "evaluate@v3"].map { .runStep(RunFixture.key($0), attempt: 1) })
        run = run.succeeding("evaluate@v3", "evaluate@v2")
        #expect(run.outstanding == [.judge])
        #expect(run.judged(RunFixture.passed, approval: nil) == .changed)
        #expect(run.outstanding == [.promote])
        #expect(run.promotionStored() == .changed)
        #expect(run.promoted)
        #expect(run.outstanding == [.runStep(RunFixture.key("score"), attempt: 1)])
        run = run.succeeding("score")
        #expect(run.phase == .finished(ending: .init(.succeeded, "version 3 is champion")))
    }

    @Test func deployModelSelectsFirstAndNeverTrains() {
        let outline = [
            RunFixture.step("features", .task),
            RunFixture.step("train", .train, needs: ["features"]),
            RunFixture.step("report", .task, needs: ["train"]),
            RunFixture.step("fixtures", .task, needs: ["train"]),
            RunFixture.step("integration-tests", .test, needs: ["fixtures"]),
            RunFixture.step("evaluate", .evaluate, needs: ["train"]),
        ]
        var run = RunFixture.preparing
        _ = run.prepared(outline: outline, strategy: .deployModel)
        #expect(run.outline.map(\.name.rawValue) == ["fixtures", "integration-tests", "evaluate"])
        #expect(run.outstanding == [.selectCandidate])
        _ = run.candidateSelected(7, champion: nil)
        #expect(run.outstanding == [.runStep(RunFixture.key("fixtures"), attempt: 1)])
        run = run.succeeding("fixtures", "integration-tests")
        #expect(run.outstanding == [.runStep(RunFixture.key("evaluate@v7"), attempt: 1)])
        run = run.succeeding("evaluate@v7")
        #expect(run.outstanding == [.judge])
    }

    @Test func independentStepsRunSideBySide() {
        let run = RunFixture.building(outline: [
            RunFixture.step("b", .task), RunFixture.step("a", .test),
            RunFixture.step("train", .train, needs: ["a", "b"]),
        ])
        #expect(run.outstanding == ["a", "b"].map { .runStep(RunFixture.key($0), attempt: 1) })
        #expect(run.succeeding("a").outstanding == [.runStep(RunFixture.key("b"), attempt: 1)])
    }

    @Test func withoutAnEvaluateStepTheGateJudgesAtOnce() {
        let run = RunFixture.building(outline: [RunFixture.step("train", .train)]).succeeding("train")
            .after { $0.candidateSelected(1, champion: nil) }
        #expect(run.outstanding == [.judge])
    }

    @Test func anEmptyPipelineAsksForACandidate() {
        #expect(RunFixture.building(outline: []).outstanding == [.selectCandidate])
    }

    @Test func theFirstModelIsEvaluatedAlone() {
        let run = RunFixture.evaluating(champion: nil)
        #expect(run.outstanding == [.runStep(RunFixture.key("evaluate@v3"), attempt: 1)])
    }

    @Test func theChampionAsItsOwnChallengerIsEvaluatedOnce() {
        let run = RunFixture.evaluating(champion: 3)
        #expect(run.outstanding == [.runStep(RunFixture.key("evaluate@v3"), attempt: 1)])
    }

    // MARK: Blocking, approvals, holds

    @Test func aBlockedRunBeginsOnlyAfterItIsUnblocked() {
        var run = RunFixture.blocked
        #expect(run.status == .blocked && run.reason == "staging first" && !run.hasBegun)
        #expect(run.begin() == .ignored)
        #expect(run.block("staging first") == .ignored)
        #expect(run.block("prod is held") == .changed)
        #expect(run.unblock() == .changed)
        #expect(run.begin() == .changed)
        #expect(run.block("too late") == .ignored)
    }

    @Test func anApprovalLetsTheRunPromote() {
        var run = RunFixture.awaitingApproval
        #expect(run.status == .awaitingApproval && run.outstanding.isEmpty)
        #expect(run.reason == "one of 'release-managers'")
        #expect(run.promotionStored() == .ignored)
        #expect(run.approved() == .changed)
        #expect(run.outstanding == [.promote])
        #expect(run.approved() == .ignored)
    }

    @Test func aHeldPromotionGoesOnWhenItIsReleased() {
        var run = RunFixture.held
        #expect(run.status == .blocked && run.hasBegun && run.outstanding.isEmpty)
        #expect(run.promotionStored() == .ignored)
        #expect(run.promotionReleased() == .changed)
        #expect(run.outstanding == [.promote])
    }

    // MARK: The gate

    @Test func aGateThatSaysNoEndsTheRunWithItsReasons() {
        let checks = [
            CheckResult(check: "f1", verdict: .failed, reason: "f1 0.41 is below 0.55"),
            CheckResult(check: "auc", verdict: .passed, reason: "fine"),
            CheckResult(check: "log_loss", verdict: .inconclusive, reason: "log_loss is missing"),
        ]
        let failed = GateDecision(verdict: .failed, checks: checks, champion: 2)
        let run = RunFixture.judging().after { $0.judged(failed, approval: nil) }
        #expect(run.phase == .finished(ending: .init(.failed, "f1 0.41 is below 0.55; log_loss is missing")))
        #expect(!run.promoted)
    }

    @Test func aGateThatCannotTellEndsErrored() {
        let unknown = GateDecision(verdict: .inconclusive, checks: [], champion: 2)
        #expect(RunFixture.judging().after { $0.judged(unknown, approval: "somebody") }.status == .errored)
    }

    @Test("R-57: a changed champion is evaluated, and nothing else again")
    func onlyTheNewChampionIsEvaluated() {
        var run = RunFixture.promoting()
        #expect(run.championChanged(to: 5) == .changed)
        #expect(run.champion == 5)
        #expect(run.outstanding == [.runStep(RunFixture.key("evaluate@v5"), attempt: 1)])
        run = run.succeeding("evaluate@v5")
        #expect(run.outstanding == [.judge])
    }

    @Test func aChampionThatWasEvaluatedBeforeIsJudgedAtOnce() {
        var run = RunFixture.promoting().after { $0.championChanged(to: 5) }.succeeding("evaluate@v5")
        #expect(run.championChanged(to: 2) == .changed)
        #expect(run.outstanding == [.judge])
    }

    @Test func theSameChampionIsNoNews() {
        var run = RunFixture.promoting()
        #expect(run.championChanged(to: 2) == .ignored)
        #expect(run.outstanding == [.promote])
    }

    @Test func aRefusedPromotionEndsTheRun() {
        let run = RunFixture.promoting().after { $0.promotionRefused(.init(.failed, "'model.txt' has changed")) }
        #expect(run.phase == .finished(ending: .init(.failed, "'model.txt' has changed")))
        #expect(!run.promoted)
    }

    @Test func nothingToProposeEndsTheRun() {
        let run = RunFixture.selecting().after { $0.candidateMissing(.init(.failed, "nothing was registered")) }
        #expect(run.status == .failed && run.outstanding.isEmpty)
    }

    @Test func aFailedPreparationEndsTheRun() {
        let run = RunFixture.preparing.after { $0.preparationFailed(.init(.errored, "pip failed")) }
        #expect(run.phase == .finished(ending: .init(.errored, "pip failed")))
    }
}
