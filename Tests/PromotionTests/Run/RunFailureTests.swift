import Promotion
import Testing

/// Retries, failures and stops.
@Suite struct RunFailureTests {
    @Test func aFailedAttemptIsTriedAgainAndThenTheStepHasFailed() {
        var run = RunFixture.building().succeeding("unit-tests", "features")
        let train = RunFixture.key("train")
        #expect(run.stepFinished(train, attempt: 1, outcome: .errored(reason: "was lost")) == .changed)
        #expect(run.outstanding == [.runStep(train, attempt: 2)])
        #expect(run.stepFinished(train, attempt: 1, outcome: .failed(reason: "late")) == .ignored)
        #expect(run.stepFinished(train, attempt: 2, outcome: .failed(reason: "exited with 1")) == .changed)
        #expect(run.phase == .finished(ending: .init(.failed, "step 'train' exited with 1")))
        #expect(run.steps[train] == StepRecord(status: .failed, attempt: 2, reason: "exited with 1"))
        #expect(run.steps[RunFixture.key("integration-tests")]?.status == .aborted)
    }

    @Test func aRetryThatSucceedsIsForgiven() {
        var run = RunFixture.building().succeeding("unit-tests", "features")
        _ = run.stepFinished(RunFixture.key("train"), attempt: 1, outcome: .failed(reason: "exited with 1"))
        #expect(run.stepFinished(RunFixture.key("train"), attempt: 2, outcome: .succeeded) == .changed)
        #expect(run.outstanding == [.runStep(RunFixture.key("integration-tests"), attempt: 1)])
    }

    @Test func aFailingStepStopsTheOthersAndWaitsForThem() {
        var run = RunFixture.building(outline: [
            RunFixture.step("a", .test), RunFixture.step("b", .task, retries: 3),
            RunFixture.step("c", .task, needs: ["b"]),
        ])
        _ = run.stepFinished(RunFixture.key("a"), attempt: 1, outcome: .failed(reason: "exited with 2"))
        #expect(run.status == .running && run.reason == "step 'a' exited with 2")
        #expect(run.outstanding == [.stopStep(RunFixture.key("b"), attempt: 1)])
        #expect(run.steps[RunFixture.key("c")]?.status == .aborted)
        // What is being stopped is not tried again, and does not change the reason.
        _ = run.stepFinished(RunFixture.key("b"), attempt: 1, outcome: .failed(reason: "ended by signal 15"))
        #expect(run.phase == .finished(ending: .init(.failed, "step 'a' exited with 2")))
    }

    @Test func anEvaluationThatFailsEndsTheRunWithoutAPromotion() {
        let run = RunFixture.evaluating().succeeding("evaluate@v3")
            .after { $0.stepFinished(RunFixture.key("evaluate@v2"), attempt: 1, outcome: .failed(reason: "timed out")) }
        #expect(run.phase == .finished(ending: .init(.failed, "step 'evaluate@v2' timed out")))
    }

    @Test func aDeployStepThatFailsDoesNotUndoThePromotion() {
        let run = RunFixture.deploying
            .after { $0.stepFinished(RunFixture.key("score"), attempt: 1, outcome: .failed(reason: "exited with 1")) }
        #expect(run.promoted)
        let reason = "version 3 was promoted, then step 'score' exited with 1"
        #expect(run.phase == .finished(ending: .init(.failed, reason)))
    }

    @Test func aStepThatNeedsALaterOneEndsTheRun() {
        let run = RunFixture.building(outline: [
            RunFixture.step("summary", .task, needs: ["report"]),
            RunFixture.step("report", .task, needs: ["evaluate"]), RunFixture.step("evaluate", .evaluate),
        ])
        let reason = "step 'report' can never start: it needs 'evaluate', which does not run before it"
        #expect(run.phase == .finished(ending: .init(.errored, reason)))
    }

    @Test func stepsThatNeedEachOtherEndTheRun() {
        let run = RunFixture.building(outline: [
            RunFixture.step("a", .task, needs: ["b"]), RunFixture.step("b", .task, needs: ["a"]),
        ])
        #expect(run.status == .errored)
        #expect(run.reason == "steps need each other and can never start: 'a', 'b'")
    }

    @Test(arguments: RunFixture.phases.map(\.name), [RunStatus.aborted, .superseded])
    func aRunCanBeStoppedInEveryPhase(phase: String, status: RunStatus) throws {
        var run = try #require(RunFixture.phases.first { $0.name == phase }?.run)
        let before = run
        let ending = RunStateMachine.Ending(status, "by ana")
        if ["stopping", "finished"].contains(phase) {
            #expect(run.stop(ending) == .ignored)
            #expect(run == before)
            return
        }
        #expect(run.stop(ending) == .changed)
        #expect(run.stop(.init(.aborted, "again")) == .ignored)
        for case .stopStep(let key, let attempt) in run.outstanding {
            #expect(run.status == .running)
            _ = run.stepFinished(key, attempt: attempt, outcome: .failed(reason: "ended by signal 15"))
        }
        #expect(run.phase == .finished(ending: ending))
        #expect(run.outstanding.isEmpty)
        #expect(run.steps.values.allSatisfy { $0.status.isFinal })
    }

    @Test func aStepThatEndsWellWhileTheRunStopsKeepsItsResult() {
        let run = RunFixture.stopping.succeeding("unit-tests")
        #expect(run.steps[RunFixture.key("unit-tests")]?.status == .succeeded)
        #expect(run.phase == .finished(ending: .init(.aborted, "by ana")))
    }
}
