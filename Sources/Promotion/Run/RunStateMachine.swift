/// Where a run stands, and what has to be done next.
///
/// The engine loads it, feeds it one event, stores it, and then does what `outstanding` says. `outstanding` depends on nothing but
/// the stored value, so an engine that was killed at any point asks again and gets the same answer; every action carries its key
/// and may be done twice. Events that come late or twice change nothing and return `.ignored`.
///
///     pending ⇄ blocked
///        └─> preparing ─> building ─> selecting ─> evaluating ─> judging ─> awaitingApproval ─> promoting ─> deploying ─> finished
///                                                      └──── champion changed ────┘      held ⇄ promoting
///
/// Under `deploy-model` selecting comes before building. From anywhere: stopping ─> finished.
package struct RunStateMachine: Hashable, Codable, Sendable {
    package private(set) var phase: Phase
    package private(set) var strategy: Strategy
    package private(set) var outline: [StepOutline]
    package private(set) var steps: [StepKey: StepRecord]
    /// The version that the run proposes.
    package private(set) var candidate: Int?
    /// The champion that the candidate is judged against; nil if the environment has none.
    package private(set) var champion: Int?
    /// Whether the candidate became champion in this run.
    package private(set) var promoted: Bool

    package enum Phase: Hashable, Codable, Sendable {
        case pending
        /// Not begun; a condition outside the run is not met.
        case blocked(reason: String)
        case preparing
        case building
        case selecting
        case evaluating
        case judging
        case awaitingApproval(reason: String)
        /// Judged and approved; the environment is held.
        case held(reason: String)
        case promoting
        case deploying
        /// Steps are being stopped; then it ends so.
        case stopping(ending: Ending)
        case finished(ending: Ending)
    }

    /// How a run ended, and why.
    package struct Ending: Hashable, Codable, Sendable {
        /// One that is final.
        package var status: RunStatus
        package var reason: String

        package init(_ status: RunStatus, _ reason: String) {
            self.status = status
            self.reason = reason
        }
    }

    /// What an event did.
    package enum Transition: Hashable, Sendable {
        case changed
        /// The event was late or repeated; nothing is to be stored.
        case ignored
    }

    package init() {
        phase = .pending
        strategy = .deployCode
        outline = []
        steps = [:]
        promoted = false
    }
}

/// What the engine has to do for a run.
package enum RunAction: Hashable, Sendable {
    /// Check out the commit, read its pipeline, pin the datasets, build the Python environment.
    case prepare
    /// See to it that this attempt was started and is observed.
    case runStep(StepKey, attempt: Int)
    /// See to it that this attempt ends.
    case stopStep(StepKey, attempt: Int)
    /// Find (or under `deploy-model` copy) the version that the run proposes, and the champion to compare it with.
    case selectCandidate
    case judge
    case promote
}

extension RunStateMachine {
    package var status: RunStatus {
        switch phase {
        case .pending: .pending
        case .blocked, .held: .blocked
        case .preparing, .building, .selecting, .evaluating, .judging, .promoting, .deploying, .stopping: .running
        case .awaitingApproval: .awaitingApproval
        case .finished(let ending): ending.status
        }
    }

    /// One sentence on why it waits or how it ended; empty while it works.
    package var reason: String {
        switch phase {
        case .blocked(let reason), .awaitingApproval(let reason), .held(let reason): reason
        case .stopping(let ending), .finished(let ending): ending.reason
        case .pending, .preparing, .building, .selecting, .evaluating, .judging, .promoting, .deploying: ""
        }
    }

    /// Whether the run has left the queue, and so pinned its definitions.
    package var hasBegun: Bool {
        switch phase {
        case .pending, .blocked: false
        case .preparing, .building, .selecting, .evaluating, .judging, .awaitingApproval, .held, .promoting, .deploying,
            .stopping, .finished:
            true
        }
    }

    /// What has to be done now. The same value always gives the same actions.
    package var outstanding: [RunAction] {
        switch phase {
        case .preparing: [.prepare]
        case .selecting: [.selectCandidate]
        case .judging: [.judge]
        case .promoting: [.promote]
        case .building, .evaluating, .deploying: running.map { .runStep($0.key, attempt: $0.value.attempt) }
        case .stopping: running.map { .stopStep($0.key, attempt: $0.value.attempt) }
        case .pending, .blocked, .awaitingApproval, .held, .finished: []
        }
    }

    private var running: [(key: StepKey, value: StepRecord)] {
        steps.filter { $0.value.status == .running }.sorted { $0.key < $1.key }
    }
}

// MARK: Before the work

extension RunStateMachine {
    /// A condition outside the run is not met (or, with the same reason, still not met).
    package mutating func block(_ reason: String) -> Transition {
        switch phase {
        case .pending: break
        case .blocked(let known): if known == reason { return .ignored }
        case .preparing, .building, .selecting, .evaluating, .judging, .awaitingApproval, .held, .promoting, .deploying,
            .stopping, .finished:
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
    package mutating func prepared(outline all: [StepOutline], strategy: Strategy) -> Transition {
        guard case .preparing = phase else { return .ignored }
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

// MARK: Steps

extension RunStateMachine {
    /// Takes the outcome of one attempt. A second report of the same attempt is ignored.
    package mutating func stepFinished(_ key: StepKey, attempt: Int, outcome: StepOutcome) -> Transition {
        guard var record = steps[key], record.status == .running, record.attempt == attempt else { return .ignored }
        switch outcome {
        case .succeeded:
            record.status = .succeeded
            steps[key] = record
        case .failed(let reason), .errored(let reason):
            if attempt <= retries(of: key), !isStopping {
                record.attempt += 1
                steps[key] = record
                return .changed
            }
            let status: RunStatus = if case .failed = outcome { .failed } else { .errored }
            record.status = status
            record.reason = reason
            steps[key] = record
            if !isStopping { stopEverything(ending: Ending(status, sentence(on: key, reason))) }
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

    private func retries(of key: StepKey) -> Int { outline.first { $0.name == key.step }?.retries ?? 0 }

    /// Starts what can start, and enters the next phase once nothing is left in this one.
    private mutating func advance() {
        switch phase {
        case .building:
            startReady(where: { $0 != .evaluate && $0 != .deploy })
            guard allDone else { return stopIfStuck() }
            switch strategy {
            case .deployCode: phase = .selecting
            case .deployModel: enterEvaluating()
            }
        case .evaluating: if allDone { phase = .judging }
        case .deploying:
            startReady(where: { $0 == .deploy })
            if allDone { finish() } else { stopIfStuck() }
        case .stopping(let ending): if running.isEmpty { phase = .finished(ending: ending) }
        case .pending, .blocked, .preparing, .selecting, .judging, .awaitingApproval, .held, .promoting, .finished:
            break
        }
    }

    private var allDone: Bool { steps.values.allSatisfy { $0.status == .succeeded } }

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

    private mutating func enterBuilding() {
        phase = .building
        advance()
    }

    private mutating func enterEvaluating() {
        phase = .evaluating
        if let step = outline.first(where: { $0.kind == .evaluate }), let candidate {
            var versions = [candidate]
            if let champion, champion != candidate { versions.append(champion) }
            for key in versions.map({ StepKey(step.name, modelVersion: $0) }) where steps[key] == nil {
                steps[key] = StepRecord(status: .running)
            }
        }
        advance()
    }

    private mutating func stopEverything(ending: Ending) {
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

// MARK: From candidate to champion

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
        case .promoting, .judging: break
        case .pending, .blocked, .preparing, .building, .selecting, .evaluating, .awaitingApproval, .held, .deploying,
            .stopping, .finished:
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
        case .pending, .blocked, .preparing, .building, .selecting, .evaluating, .judging, .awaitingApproval, .held,
            .promoting, .deploying:
            break
        }
        stopEverything(ending: ending)
        return .changed
    }
}
