extension RunStateMachine {
    /// The run proposes `version`, to be compared with `champion`.
    package mutating func candidateSelected(_ version: Int, champion: Int?) -> Transition {
        guard case .selecting = phase else { return .ignored }
        candidate = version
        self.champion = champion
        switch strategy {
        case .deployCode: enterEvaluating()
        case .deployModel: enterBuilding()
        }
        return .changed
    }

    /// There is no version to propose.
    package mutating func candidateMissing(_ ending: Ending) -> Transition {
        guard case .selecting = phase else { return .ignored }
        phase = .finished(ending: ending)
        return .changed
    }

    /// The gate has decided. `approval` says who still has to agree; nil if nobody.
    package mutating func judged(_ decision: GateDecision, approval: String?) -> Transition {
        guard case .judging = phase else { return .ignored }
        if decision.verdict.allowsPromotion {
            phase = approval.map { .awaitingApproval(reason: $0) } ?? .promoting
        } else {
            let ending: RunStatus = decision.verdict == .inconclusive ? .errored : .failed
            phase = .finished(ending: Ending(ending, decision.objections.joined(separator: "; ")))
        }
        return .changed
    }

    /// The approvals that the policy asks for are there.
    package mutating func approved() -> Transition {
        guard case .awaitingApproval = phase else { return .ignored }
        phase = .promoting
        return .changed
    }

    /// Approvals are missing (or, with the same reason, still are): not given yet, or void by now.
    package mutating func approvalNeeded(_ reason: String) -> Transition {
        switch phase {
        case .promoting: break
        case .awaitingApproval(let known): if known == reason { return .ignored }
        case .pending, .blocked, .preparing, .building, .selecting, .evaluating, .judging, .waiting, .held, .deploying,
            .stopping, .finished:
            return .ignored
        }
        phase = .awaitingApproval(reason: reason)
        return .changed
    }

    /// Somebody who is asked for approval says no.
    package mutating func rejected(_ ending: Ending) -> Transition {
        guard case .awaitingApproval = phase else { return .ignored }
        phase = .finished(ending: ending)
        return .changed
    }

    /// The gate that people approve under is another one by now, with these commands: the candidate is judged again, by that.
    package mutating func gateChanged(checks: [StepOutline] = []) -> Transition {
        switch phase {
        case .awaitingApproval, .promoting: break
        case .pending, .blocked, .preparing, .building, .selecting, .evaluating, .judging, .waiting, .held, .deploying,
            .stopping, .finished:
            return .ignored
        }
        self.checks = checks.isEmpty ? nil : checks
        enterEvaluating()
        return .changed
    }

    /// The environment is held: the promotion waits.
    package mutating func promotionHeld(_ reason: String) -> Transition {
        guard case .promoting = phase else { return .ignored }
        phase = .held(reason: reason)
        return .changed
    }

    /// The hold is gone.
    package mutating func promotionReleased() -> Transition {
        guard case .held = phase else { return .ignored }
        phase = .promoting
        return .changed
    }

    /// Somebody else's promotion or a rollback came first: the candidate is judged again, against the new champion. The champion
    /// that the candidate was compared with is no news.
    package mutating func championChanged(to version: Int?) -> Transition {
        guard version != champion else { return .ignored }
        switch phase {
        case .promoting, .judging, .awaitingApproval: break
        case .pending, .blocked, .preparing, .building, .selecting, .evaluating, .waiting, .held, .deploying, .stopping,
            .finished:
            return .ignored
        }
        champion = version
        enterEvaluating()
        return .changed
    }

    /// The champion alias, the promotion and its lineage are stored.
    package mutating func promotionStored() -> Transition {
        guard case .promoting = phase else { return .ignored }
        promoted = true
        for step in outline where step.kind == .deploy { steps[StepKey(step.name)] = StepRecord(status: .pending) }
        phase = .deploying
        advance()
        return .changed
    }

    /// The promotion must not happen: bytes that do not match, a version that is gone.
    package mutating func promotionRefused(_ ending: Ending) -> Transition {
        guard case .promoting = phase else { return .ignored }
        phase = .finished(ending: ending)
        return .changed
    }

    /// A person, or a newer commit, ends the run. `ending.status` is `Aborted` or `Superseded`, or what made going on impossible.
    package mutating func stop(_ ending: Ending) -> Transition {
        switch phase {
        case .stopping, .finished: return .ignored
        case .pending, .blocked, .preparing, .building, .selecting, .evaluating, .judging, .waiting, .awaitingApproval,
            .held, .promoting, .deploying:
            break
        }
        stopEverything(ending: ending)
        return .changed
    }
}
