import Foundation
import Promotion
import Testing

@testable import Catalog

/// Runs that an earlier version of the program stored are read for ever. A change of the format adds a folder of fixtures and
/// leaves those that are there as they are.
@Suite("Stored states of runs")
struct StoredStateTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/runs-version-1")

    /// One run in each phase, by the phase's name.
    static var phases: [String: RunStateMachine] {
        var run = RunStateMachine()
        var phases = ["pending": run]
        func keep(_ name: String, _ event: (inout RunStateMachine) -> RunStateMachine.Transition) {
            let transition = event(&run)
            #expect(transition == .changed)
            phases[name] = run
        }
        keep("blocked") { $0.block("'dev' is held by ana: audit") }
        keep("preparing") { run in
            _ = run.unblock()
            return run.begin()
        }
        let outline = [
            StepOutline(name: StepName(checked: "train"), kind: .train, retries: 1),
            StepOutline(name: StepName(checked: "evaluate"), kind: .evaluate),
            StepOutline(name: StepName(checked: "score"), kind: .deploy, needs: [StepName(checked: "evaluate")]),
        ]
        keep("building") { $0.prepared(outline: outline, strategy: .deployCode) }
        keep("building-again") { $0.stepFinished(Sample.train, attempt: 1, outcome: .failed(reason: "exited with 1")) }
        var stopped = run
        _ = stopped.stop(.init(.aborted, "by ana: enough"))
        phases["stopping"] = stopped
        _ = stopped.stepFinished(Sample.train, attempt: 2, outcome: .errored(reason: "was lost"))
        phases["finished-aborted"] = stopped
        keep("selecting") { $0.stepFinished(Sample.train, attempt: 2, outcome: .succeeded) }
        keep("evaluating") { $0.candidateSelected(3, champion: 2) }
        keep("judging") { run in
            for key in ["evaluate@v2", "evaluate@v3"] {
                _ = run.stepFinished(StepKey(checked: key), attempt: 1, outcome: .succeeded)
            }
            return .changed
        }
        let decision = GateDecision(verdict: .passed, checks: [], champion: 2)
        keep("awaiting-approval") { $0.judged(decision, approval: "waits for 1 approval") }
        keep("promoting") { $0.approved() }
        keep("held") { $0.promotionHeld("'prod' is held by ana: audit") }
        keep("deploying") { run in
            _ = run.promotionReleased()
            return run.promotionStored()
        }
        keep("finished-succeeded") { $0.stepFinished(StepKey(checked: "score"), attempt: 1, outcome: .succeeded) }
        return phases
    }

    @Test func everyPhaseOfVersion1IsRead() throws {
        let phases = Self.phases
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(names) == Set(phases.keys.map { $0 + ".json" }))
        for (name, run) in phases {
            let text = try String(contentsOf: Self.folder.appending(path: name + ".json"), encoding: .utf8)
            #expect(try StoredJSON.value(RunStateMachine.self, from: text, in: "state") == run, "\(name)")
        }
    }

    @Test func todaysFormatIsVersion1() throws {
        for (name, run) in Self.phases {
            let text = try String(contentsOf: Self.folder.appending(path: name + ".json"), encoding: .utf8)
            #expect(try StoredJSON.text(of: run, in: "state") + "\n" == text, "\(name)")
        }
    }

    @Test func whatCannotBeReadIsAnErrorThatNamesTheColumn() {
        for text in ["", "{}", "{\"phase\":{\"dancing\":{}}}", "[]"] {
            let error = #expect(throws: CatalogError.self) {
                try StoredJSON.value(RunStateMachine.self, from: text, in: "state")
            }
            #expect(error?.code == .damaged && error?.operation == "reading 'state'")
        }
    }
}
