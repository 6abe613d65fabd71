extension RunStateMachine {
    /// Whether it is a command of the gate.
    package func isCheck(_ key: StepKey) -> Bool { checks?.contains { $0.name == key.step } == true }

    /// Whether it was a command of a gate that is another one by now. What it said is forgotten, and its attempts stay counted.
    func isRetired(_ key: StepKey) -> Bool { !isCheck(key) && !outline.contains { $0.name == key.step } }

    /// Makes the commands of the gate part of the evaluation. Against another champion they have to say something anew.
    mutating func enterChecks() {
        guard let candidate else { return }
        for check in checks ?? [] {
            let key = StepKey(check.name, modelVersion: candidate)
            steps[key] = steps[key]?.anew(.pending) ?? StepRecord(status: .pending)
        }
    }

    /// Commands may look at what the evaluation logged, so they begin when it is over.
    mutating func startChecks() {
        guard steps.allSatisfy({ $0.value.status == .succeeded || isCheck($0.key) || isRetired($0.key) }) else {
            return
        }
        for (key, record) in steps where isCheck(key) && record.status == .pending { steps[key]?.status = .running }
    }
}

extension RunStateMachine {
    /// When a run that waits for a time is to be looked at again; nil if it does not wait for one.
    package var waitsUntil: Timestamp? { if case .waiting(_, let until) = phase { until } else { nil } }

    /// The gate would let the candidate through at another time: it is judged again at `until`.
    package mutating func judgedTooEarly(_ reason: String, until: Timestamp) -> Transition {
        guard case .judging = phase else { return .ignored }
        phase = .waiting(reason: reason, until: until)
        return .changed
    }

    /// Since it was judged a window has closed, or opened that must not be open: it is judged again.
    package mutating func promotionOutOfTime() -> Transition {
        guard case .promoting = phase else { return .ignored }
        phase = .judging
        return .changed
    }

    /// The time has come: it is judged again, because more than the time may have changed.
    package mutating func waitOver() -> Transition {
        guard case .waiting = phase else { return .ignored }
        phase = .judging
        return .changed
    }
}
