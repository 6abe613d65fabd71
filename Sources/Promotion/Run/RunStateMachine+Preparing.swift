extension RunStateMachine {
    /// A condition outside the run is not met (or, with the same reason, still not met).
    package mutating func block(_ reason: String) -> Transition {
        switch phase {
        case .pending: break
        case .blocked(let known): if known == reason { return .ignored }
        case .preparing, .building, .selecting, .evaluating, .judging, .waiting, .awaitingApproval, .held, .promoting,
            .deploying, .stopping, .finished:
            return .ignored
        }
        phase = .blocked(reason: reason)
        return .changed
    }

    /// The conditions are met; the run waits for its turn.
    package mutating func unblock() -> Transition {
        guard case .blocked = phase else { return .ignored }
        phase = .pending
        return .changed
    }

    /// It is the run's turn.
    package mutating func begin() -> Transition {
        guard case .pending = phase else { return .ignored }
        phase = .preparing
        return .changed
    }

    /// Workspace, definitions and datasets are there. `outline` has all steps of the pipeline; `strategy` decides which are used.
    /// `checks` are the commands of the gate.
    package mutating func prepared(
        outline all: [StepOutline], strategy: Strategy, checks: [StepOutline] = []
    ) -> Transition {
        guard case .preparing = phase else { return .ignored }
        self.checks = checks.isEmpty ? nil : checks
        self.strategy = strategy
        outline = all.used(under: strategy)
        for step in outline where step.kind != .evaluate && step.kind != .deploy {
            steps[StepKey(step.name)] = StepRecord(status: .pending)
        }
        switch strategy {
        case .deployCode: enterBuilding()
        case .deployModel: phase = .selecting
        }
        return .changed
    }

    /// The run cannot be made as it is defined, or it could not be found out.
    package mutating func preparationFailed(_ ending: Ending) -> Transition {
        guard case .preparing = phase else { return .ignored }
        phase = .finished(ending: ending)
        return .changed
    }
}
