extension RunStateMachine {
    /// Takes the outcome of one attempt. A second report of the same attempt is ignored.
    package mutating func stepFinished(_ key: StepKey, attempt: Int, outcome: StepOutcome) -> Transition {
        guard var record = steps[key], record.status == .running, record.attempt == attempt else { return .ignored }
        switch outcome {
        case .succeeded:
            record.status = .succeeded
            steps[key] = record
        case .failed(let reason), .errored(let reason):
            if attempt < record.firstAttempt + retries(of: key), !isStopping {
                record.attempt += 1
                steps[key] = record
                return .changed
            }
            let status: RunStatus = if case .failed = outcome { .failed } else { .errored }
            record.status = status
            record.reason = reason
            steps[key] = record
            // What a gate's command says is evidence: the gate is what stops the run.
            if !isStopping, !isCheck(key) { stopEverything(ending: Ending(status, sentence(on: key, reason))) }
        }
        advance()
        return .changed
    }

    private func sentence(on key: StepKey, _ reason: String) -> String {
        let what = "step '\(key)' \(reason)"
        guard promoted, let candidate else { return what }
        return "version \(candidate) was promoted, then \(what)"
    }

    private var isStopping: Bool { if case .stopping = phase { true } else { false } }

    private func retries(of key: StepKey) -> Int {
        (outline + (checks ?? [])).first { $0.name == key.step }?.retries ?? 0
    }

    /// Starts what can start, and enters the next phase once nothing is left in this one.
    mutating func advance() {
        switch phase {
        case .building:
            startReady(where: { $0 != .evaluate && $0 != .deploy })
            guard allDone else { return stopIfStuck() }
            switch strategy {
            case .deployCode: phase = .selecting
            case .deployModel: enterEvaluating()
            }
        case .evaluating:
            startChecks()
            if allDone { phase = .judging }
        case .deploying:
            startReady(where: { $0 == .deploy })
            if allDone { finish() } else { stopIfStuck() }
        case .stopping(let ending): if running.isEmpty { phase = .finished(ending: ending) }
        case .pending, .blocked, .preparing, .selecting, .judging, .waiting, .awaitingApproval, .held, .promoting,
            .finished:
            break
        }
    }

    private var allDone: Bool {
        steps.allSatisfy { key, record in
            record.status == .succeeded || isRetired(key) || (isCheck(key) && record.status.isFinal)
        }
    }

    private mutating func startReady(where included: (StepKind) -> Bool) {
        let done = Set(steps.filter { $0.value.status == .succeeded }.map(\.key.step))
        for step in outline where included(step.kind) {
            let key = StepKey(step.name)
            guard steps[key]?.status == .pending, done.isSuperset(of: step.needs) else { continue }
            steps[key]?.status = .running
        }
    }

    /// Ends a run in which nothing works and nothing can start: a step needs one that comes later or does not exist.
    private mutating func stopIfStuck() {
        guard running.isEmpty else { return }
        let waiting = outline.filter { steps[StepKey($0.name)]?.status == .pending }
        for step in waiting {
            let missing = step.needs.first { need in !steps.contains { $0.key.step == need } }
            guard let missing else { continue }
            let reason = "can never start: it needs '\(missing)', which does not run before it"
            return stopEverything(ending: Ending(.errored, sentence(on: StepKey(step.name), reason)))
        }
        let names = waiting.map { "'\($0.name)'" }.joined(separator: ", ")
        stopEverything(ending: Ending(.errored, "steps need each other and can never start: \(names)"))
    }

    mutating func enterBuilding() {
        phase = .building
        advance()
    }

    mutating func enterEvaluating() {
        phase = .evaluating
        if let step = outline.first(where: { $0.kind == .evaluate }), let candidate {
            var versions = [candidate]
            if let champion, champion != candidate { versions.append(champion) }
            for key in versions.map({ StepKey(step.name, modelVersion: $0) }) where steps[key] == nil {
                steps[key] = StepRecord(status: .running)
            }
        }
        enterChecks()
        advance()
    }

    mutating func stopEverything(ending: Ending) {
        for (key, record) in steps where record.status == .pending {
            steps[key] = StepRecord(status: .aborted, attempt: record.attempt)
        }
        phase = .stopping(ending: ending)
        advance()
    }

    private mutating func finish() {
        phase = .finished(
            ending: Ending(.succeeded, candidate.map { "version \($0) is champion" } ?? "all steps succeeded"))
    }
}
