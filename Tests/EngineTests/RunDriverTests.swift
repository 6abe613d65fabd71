import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("Carrying runs out")
struct RunDriverTests {
    private let train = StepKey(checked: "train")

    /// A run of the tip of dev that has begun, in a bench in which nothing else works.
    private func begunRun(_ bench: EngineBench, step: String) async throws -> RunID {
        try bench.commitProject(step: step)
        let project = try await bench.insertProject()
        let reconciler = ProjectReconciler(project.name, context: bench.context) { _ in }
        await reconciler.pass()
        #expect(await reconciler.problems == [])
        return RunID(checked: "churn-dev-1")
    }

    private func driver(_ id: RunID, _ bench: EngineBench) -> RunDriver {
        RunDriver(id, context: bench.context, firstPause: .milliseconds(1)) {}
    }

    @Test func aRunIsCarriedToItsEndAndItsWorkspaceIsRemoved() async throws {
        let bench = try await EngineBench()
        let id = try await begunRun(bench, step: "true")
        await driver(id, bench).drive()
        let run = try await bench.run(id) { $0.state.status.isFinal }
        #expect(run.state.status == .failed)
        #expect(run.state.reason.contains("the train step registered no version of 'churn'"))
        #expect(run.state.steps[train]?.status == .succeeded)
        let folder = bench.context.home.workspacesPath + "/churn-dev-1"
        for _ in 0..<12_000 where FileManager.default.fileExists(atPath: folder) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(FileManager.default.fileExists(atPath: bench.context.home.attemptsPath + "/churn-dev-1/train-1"))
    }

    @Test func aStepThatWaitsForASlotIsNotStartedOnceItsRunIsStopped() async throws {
        let bench = try await EngineBench(parallelSteps: 1)
        try await bench.context.slots.take()
        let id = try await begunRun(bench, step: "sleep 60")
        let driver = driver(id, bench)
        await driver.drive()
        while await bench.context.slots.waitingCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
        try await driver.apply { $0.stop(.init(.aborted, "by ana")) }
        await driver.drive()
        let run = try await bench.run(id) { $0.state.status.isFinal }
        #expect(run.state.status == .aborted)
        await bench.context.slots.release()
        // The only slot is free: nobody took it on the way, and nothing was begun.
        try await bench.context.slots.take()
        #expect(try await bench.catalog.read { try $0.attempts(of: id) }.isEmpty)
    }

    @Test func stoppingARunEndsItsStepAndItsTokenAndGivesItsSlotBack() async throws {
        let bench = try await EngineBench(parallelSteps: 1)
        let id = try await begunRun(bench, step: "sleep 60")
        let driver = driver(id, bench)
        await driver.drive()
        var handle: String?
        while handle == nil {
            handle = try await bench.catalog.read { try $0.attempts(of: id).first?.handle }
            try await Task.sleep(for: .milliseconds(5))
        }
        try await driver.apply { $0.stop(.init(.aborted, "by ana")) }
        await driver.drive()
        let run = try await bench.run(id) { $0.state.status.isFinal }
        #expect(run.state.status == .aborted)
        #expect(try await bench.catalog.read { try $0.attempts(of: id).map(\.status) } == [.failed])
        let tokens: Int? = try await bench.catalog.read { try $0.value("SELECT COUNT(*) FROM run_tokens") }
        #expect(tokens == 0)
        try await bench.context.slots.take()
    }

    @Test func whatCannotBeFoundOutEndsErroredWithAReasonAndLosesNoSlot() async throws {
        let bench = try await EngineBench(parallelSteps: 1)
        let id = try await begunRun(bench, step: "true")
        // The attempt is on record with a handle that nobody can read.
        try await bench.catalog.write { transaction in
            _ = try transaction.apply(
                { $0.prepared(outline: [StepOutline(name: self.train.step, kind: .train)], strategy: .deployCode) },
                to: id, at: bench.context.now())
            let policy = try transaction.environments(of: EngineBench.project)[0]
            try transaction.pinDefinitions(
                PinnedDefinitions(
                    pipeline: Pipeline(
                        name: "churn", model: EngineBench.model, requirements: nil,
                        steps: [PipelineStep(name: self.train.step, kind: .train, run: .succeed)]),
                    policy: policy.environment, policyDigest: policy.policyDigest,
                    policyCommit: try CommitID(validating: String(repeating: "a", count: 40))),
                of: id, isolation: "")
            let attempt = AttemptRecord(
                run: id, step: self.train, attempt: 1, status: .running, began: bench.context.now())
            _ = try transaction.insertAttempt(attempt, tokenDigest: Digest(ofText: "token"))
            try transaction.setHandle("{", of: id, self.train, attempt: 1)
        }
        await driver(id, bench).drive()
        let run = try await bench.run(id) { $0.state.status.isFinal }
        #expect(run.state.status == .errored)
        #expect(run.state.reason.hasPrefix("running step 'train' failed 4 times: "))
        #expect(run.state.steps[train]?.reason?.hasPrefix("stopping step 'train' failed 4 times: ") == true)
        try await bench.context.slots.take()
    }

    @Test func aRunThatEndedBeforeItBeganLeavesNoDriverBehind() async throws {
        let bench = try await EngineBench()
        let id = try await begunRun(bench, step: "true")
        _ = try await bench.engine.abort(id, reason: "enough", by: .person("ana"))
        #expect(try await bench.run(id).state.reason == "by ana: enough")
        #expect(await bench.engine.reconcilers.driverCount == 0)
        await #expect(throws: EngineError.self) {
            try await bench.engine.abort(id, reason: "again", by: .person("ana"))
        }
    }

    @Test func aWorkspaceThatAKilledEngineLeftIsRemovedAtTheNextStart() async throws {
        let bench = try await EngineBench()
        let folder = bench.context.home.workspacesPath + "/churn-dev-7"
        try FileManager.default.createDirectory(atPath: folder + "/files", withIntermediateDirectories: true)
        let running = Task { try await bench.engine.run() }
        for _ in 0..<12_000 where FileManager.default.fileExists(atPath: folder) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(!FileManager.default.fileExists(atPath: folder))
        running.cancel()
        try await running.value
    }
}
