/// Where a run stands, and what has to be done next.
///
/// The engine loads it, feeds it one event, stores it, and then does what `outstanding` says. `outstanding` depends on nothing but
/// the stored value, so an engine that was killed at any point asks again and gets the same answer; every action carries its key
/// and may be done twice. Events that come late or twice change nothing and return `.ignored`.
///
///     pending ⇄ blocked
///        └─> preparing ─> building ─> selecting ─> evaluating ─> judging ─> awaitingApproval ─> promoting ─> deploying ─> finished
///                                                      └──── champion changed ────┘      held ⇄ promoting
///                                                                       judging ⇄ waiting
///
/// Under `deploy-model` selecting comes before building. From anywhere: stopping ─> finished.
package struct RunStateMachine: Hashable, Codable, Sendable {
    package internal(set) var phase: Phase
    package internal(set) var strategy: Strategy
    package internal(set) var outline: [StepOutline]
    package internal(set) var steps: [StepKey: StepRecord]
    /// The commands of the gate, which run after the evaluation; nil in what was stored before gates had commands.
    package internal(set) var checks: [StepOutline]?
    /// The version that the run proposes.
    package internal(set) var candidate: Int?
    /// The champion that the candidate is judged against; nil if the environment has none.
    package internal(set) var champion: Int?
    /// Whether the candidate became champion in this run.
    package internal(set) var promoted: Bool

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
        /// Judged; all that stands in the way is the time, which is looked at again at `until`.
        case waiting(reason: String, until: Timestamp)
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
        case .blocked, .held, .waiting: .blocked
        case .preparing, .building, .selecting, .evaluating, .judging, .promoting, .deploying, .stopping: .running
        case .awaitingApproval: .awaitingApproval
        case .finished(let ending): ending.status
        }
    }

    /// One sentence on why it waits or how it ended; empty while it works.
    package var reason: String {
        switch phase {
        case .blocked(let reason), .awaitingApproval(let reason), .held(let reason), .waiting(let reason, _): reason
        case .stopping(let ending), .finished(let ending): ending.reason
        case .pending, .preparing, .building, .selecting, .evaluating, .judging, .promoting, .deploying: ""
        }
    }

    /// Whether the run has left the queue, and so pinned its definitions.
    package var hasBegun: Bool {
        switch phase {
        case .pending, .blocked: false
        case .preparing, .building, .selecting, .evaluating, .judging, .waiting, .awaitingApproval, .held, .promoting,
            .deploying, .stopping, .finished:
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
        case .pending, .blocked, .waiting, .awaitingApproval, .held, .finished: []
        }
    }

    var running: [(key: StepKey, value: StepRecord)] {
        steps.filter { $0.value.status == .running }.sorted { $0.key < $1.key }
    }
}
