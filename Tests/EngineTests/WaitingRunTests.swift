import Catalog
import Promotion
import Testing

@testable import Engine

@Suite("Runs that wait for a time")
struct WaitingRunTests {
    private static let candidate = 1

    /// A run of dev that was judged, and waits until `until`.
    private func waiting(_ bench: EngineBench, until: Timestamp) async throws -> RunID {
        try bench.commitProject()
        let project = try await bench.insertProject()
        let reconciler = ProjectReconciler(project.name, context: bench.context) { _ in }
        await reconciler.pass()
        let id = RunID(checked: "churn-dev-1")
        let outline = [StepOutline(name: StepName(checked: "train"), kind: .train)]
        try await bench.catalog.write { transaction in
            for event: (inout RunStateMachine) -> RunStateMachine.Transition in [
                { $0.prepared(outline: outline, strategy: .deployCode) },
                { $0.stepFinished(StepKey(checked: "train"), attempt: 1, outcome: .succeeded) },
                { $0.candidateSelected(Self.candidate, champion: nil) },
                { $0.judgedTooEarly("the window opens later", until: until) },
            ] {
                _ = try transaction.apply(event, to: id, at: bench.context.now())
            }
        }
        return id
    }

    @Test func aRunGoesOnByItselfOnceItsTimeHasComeAndNoPlanReleasesItBefore() async throws {
        let bench = try await EngineBench()
        // Each look at the clock is a millisecond later: some looks from now.
        let id = try await waiting(bench, until: Timestamp(milliseconds: bench.context.now().milliseconds + 40))
        #expect(try await bench.run(id).state.waitsUntil != nil)
        let reconciler = ProjectReconciler(EngineBench.project, context: bench.context) { _ in }
        await reconciler.pass()
        #expect(await reconciler.problems == [])
        #expect(try await bench.run(id).state.status == .blocked)
        let plan = try await bench.engine.plan(EngineBench.project)
        #expect(plan.entries.first { $0.run == id }?.conditions == ["the window opens later"])
        let driver = RunDriver(id, context: bench.context, firstPause: .milliseconds(1)) {}
        await driver.drive()
        let run = try await bench.run(id) { $0.state.waitsUntil == nil }
        // Judged again: this bench has no candidate whose gate could decide, and that is found out only by judging.
        #expect(run.state.waitsUntil == nil)
        let ended = try await bench.run(id) { $0.state.status.isFinal }
        #expect(ended.state.reason.contains("judging the candidate"), "\(ended.state.reason)")
    }

    @Test func aRunWhoseTimeIsFarAwayStaysAsItIs() async throws {
        let bench = try await EngineBench()
        let until = Timestamp(milliseconds: bench.context.now().milliseconds + 86_400_000)
        let id = try await waiting(bench, until: until)
        let driver = RunDriver(id, context: bench.context, firstPause: .milliseconds(1)) {}
        #expect(await !driver.drive())
        #expect(try await bench.run(id).state.waitsUntil == until)
        await driver.stop()
        // A new engine finds it among those that are under way.
        #expect(try await bench.catalog.read { try $0.runsUnderWay() } == [id])
    }
}
