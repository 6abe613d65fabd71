import Promotion

/// Runs of one small pipeline, brought to any phase by the events that lead there.
enum RunFixture {
    static let outline: [StepOutline] = [
        step("unit-tests", .test),
        step("features", .task, needs: ["unit-tests"]),
        step("train", .train, needs: ["features"], retries: 1),
        step("integration-tests", .test, needs: ["train"]),
        step("evaluate", .evaluate),
        step("score", .deploy),
    ]

    static let passed = GateDecision(verdict: .passed, checks: [], champion: nil)

    static func step(
        _ name: String, _ kind: StepKind, needs: [String] = [], retries: Int = 0
    ) -> StepOutline {
        StepOutline(
            name: StepName(checked: name), kind: kind, needs: needs.map { StepName(checked: $0) }, retries: retries)
    }

    static func key(_ text: String) -> StepKey { StepKey(checked: text) }

    /// One run in each phase, by the phase's name.
    static let phases: [(name: String, run: RunStateMachine)] = [
        ("pending", RunStateMachine()), ("blocked", blocked), ("preparing", preparing), ("building", building()),
        ("selecting", selecting()), ("evaluating", evaluating()), ("judging", judging()),
        ("waiting", waiting), ("awaitingApproval", awaitingApproval), ("held", held), ("promoting", promoting()),
        ("deploying", deploying),
        ("stopping", stopping), ("finished", finished),
    ]

    static var blocked: RunStateMachine { RunStateMachine().after { $0.block("staging first") } }
    static var preparing: RunStateMachine { RunStateMachine().after { $0.begin() } }

    static func building(outline: [StepOutline] = outline) -> RunStateMachine {
        preparing.after { $0.prepared(outline: outline, strategy: .deployCode) }
    }

    static func selecting() -> RunStateMachine {
        building().succeeding("unit-tests", "features", "train", "integration-tests")
    }

    static func evaluating(champion: Int? = 2) -> RunStateMachine {
        selecting().after { $0.candidateSelected(3, champion: champion) }
    }

    static func judging() -> RunStateMachine { evaluating().succeeding("evaluate@v3", "evaluate@v2") }

    static var awaitingApproval: RunStateMachine {
        judging().after { $0.judged(passed, approval: "one of 'release-managers'") }
    }

    static var waiting: RunStateMachine {
        judging().after { $0.judgedTooEarly("the window opens on Monday", until: Timestamp(milliseconds: 9)) }
    }

    static func promoting() -> RunStateMachine { judging().after { $0.judged(passed, approval: nil) } }
    static var held: RunStateMachine { promoting().after { $0.promotionHeld("'prod' is held by ana: audit") } }
    static var deploying: RunStateMachine { promoting().after { $0.promotionStored() } }
    static var stopping: RunStateMachine { building().after { $0.stop(.init(.aborted, "by ana")) } }
    static var finished: RunStateMachine { deploying.succeeding("score") }
}

extension RunStateMachine {
    func after(_ event: (inout RunStateMachine) -> Transition) -> RunStateMachine {
        var copy = self
        _ = event(&copy)
        return copy
    }

    /// The run once the first attempts of these steps succeeded, in this order.
    func succeeding(_ keys: String...) -> RunStateMachine {
        keys.reduce(self) { run, key in
            run.after { $0.stepFinished(RunFixture.key(key), attempt: 1, outcome: .succeeded) }
        }
    }

    /// Every event that there is, with plausible arguments.
    static let allEvents: [(name: String, apply: @Sendable (inout RunStateMachine) -> Transition)] = [
        ("block", { $0.block("staging first") }),
        ("unblock", { $0.unblock() }),
        ("begin", { $0.begin() }),
        ("prepared", { $0.prepared(outline: RunFixture.outline, strategy: .deployCode) }),
        ("preparationFailed", { $0.preparationFailed(.init(.errored, "no disk space")) }),
        ("stepFinished", { $0.stepFinished(RunFixture.key("unit-tests"), attempt: 1, outcome: .succeeded) }),
        ("candidateSelected", { $0.candidateSelected(3, champion: 2) }),
        ("candidateMissing", { $0.candidateMissing(.init(.failed, "nothing was registered")) }),
        ("judged", { $0.judged(RunFixture.passed, approval: nil) }),
        ("approved", { $0.approved() }),
        ("approvalNeeded", { $0.approvalNeeded("waits for 1 approval") }),
        ("rejected", { $0.rejected(.init(.failed, "rejected by ana")) }),
        ("gateChanged", { $0.gateChanged() }),
        ("judgedTooEarly", { $0.judgedTooEarly("the window opens on Monday", until: Timestamp(milliseconds: 9)) }),
        ("waitOver", { $0.waitOver() }),
        ("promotionOutOfTime", { $0.promotionOutOfTime() }),
        ("promotionHeld", { $0.promotionHeld("held") }),
        ("promotionReleased", { $0.promotionReleased() }),
        ("championChanged", { $0.championChanged(to: 9) }),
        ("promotionStored", { $0.promotionStored() }),
        ("promotionRefused", { $0.promotionRefused(.init(.failed, "bytes differ")) }),
        ("stop", { $0.stop(.init(.aborted, "by ana")) }),
    ]
}
