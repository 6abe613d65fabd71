import Foundation
import Promotion
import Testing

/// Every event in every phase.
@Suite struct RunEventMatrixTests {
    /// The events that each phase takes; all others are late or repeated.
    private static let taken: [String: Set<String>] = [
        "pending": ["block", "begin", "stop"],
        "blocked": ["unblock", "stop"],
        "preparing": ["prepared", "preparationFailed", "stop"],
        "building": ["stepFinished", "stop"],
        "selecting": ["candidateSelected", "candidateMissing", "stop"],
        "evaluating": ["stop"],
        "judging": ["judged", "judgedTooEarly", "championChanged", "stop"],
        "waiting": ["waitOver", "stop"],
        "awaitingApproval": ["approved", "approvalNeeded", "rejected", "gateChanged", "championChanged", "stop"],
        "held": ["promotionReleased", "stop"],
        "promoting": [
            "promotionHeld", "championChanged", "approvalNeeded", "gateChanged", "promotionOutOfTime",
            "promotionStored",
            "promotionRefused", "stop",
        ],
        "deploying": ["stop"],
        "stopping": ["stepFinished"],
        "finished": [],
    ]

    @Test(arguments: RunFixture.phases.map(\.name))
    func lateAndRepeatedEventsChangeNothing(phase: String) throws {
        let run = try #require(RunFixture.phases.first { $0.name == phase }?.run)
        let taken = try #require(Self.taken[phase])
        for event in RunStateMachine.allEvents {
            var copy = run
            let transition = event.apply(&copy)
            #expect(transition == (taken.contains(event.name) ? .changed : .ignored), "\(event.name) in \(phase)")
            #expect((copy != run) == (transition == .changed), "\(event.name) in \(phase)")
        }
    }

    @Test(arguments: RunStateMachine.allEvents.map(\.name).filter { $0 != "championChanged" })
    func anEventTakenTwiceIsIgnoredTheSecondTime(name: String) throws {
        let event = try #require(RunStateMachine.allEvents.first { $0.name == name })
        for (phase, run) in RunFixture.phases {
            var copy = run
            guard event.apply(&copy) == .changed else { continue }
            #expect(event.apply(&copy) == .ignored, "\(name) in \(phase)")
        }
    }

    @Test(arguments: RunFixture.phases.map(\.name))
    func aStoredRunGoesOnWhereItWas(phase: String) throws {
        let run = try #require(RunFixture.phases.first { $0.name == phase }?.run)
        let stored = try JSONEncoder().encode(run)
        let loaded = try JSONDecoder().decode(RunStateMachine.self, from: stored)
        #expect(loaded == run)
        #expect(loaded.outstanding == run.outstanding)
        #expect(loaded.status == run.status && loaded.reason == run.reason && loaded.hasBegun == run.hasBegun)
        for event in RunStateMachine.allEvents {
            #expect(loaded.after(event.apply) == run.after(event.apply), "\(event.name) in \(phase)")
        }
    }

    @Test func stepsAreStoredByTheirNames() throws {
        let stored = try JSONEncoder().encode(RunFixture.evaluating())
        let object = try #require(try JSONSerialization.jsonObject(with: stored) as? [String: Any])
        let steps = try #require(object["steps"] as? [String: Any])
        #expect(steps.keys.contains("evaluate@v3"))
    }

    @Test func aStoredRunWithAForgedStepKeyIsRefused() throws {
        let stored = String(decoding: try JSONEncoder().encode(RunFixture.evaluating()), as: UTF8.self)
        let forged = stored.replacingOccurrences(of: "evaluate@v3", with: "../evaluate")
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(RunStateMachine.self, from: Data(forged.utf8))
        }
    }

    @Test func onlyAFinishedRunIsFinalAndItHasNothingOutstanding() {
        for (phase, run) in RunFixture.phases {
            #expect(run.status.isFinal == (phase == "finished"), "\(phase)")
            #expect(!run.status.isFinal || run.outstanding.isEmpty, "\(phase)")
        }
    }
}
