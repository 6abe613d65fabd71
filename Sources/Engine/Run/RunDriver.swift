import Catalog
import Logging
import Promotion

/// Carries one run out: does what its stored state says is outstanding, feeds what came of it back, and so on until nothing is.
///
/// Invariants: state changes and what they are based on are stored in one transaction; an action is in flight at most once in this
/// process, and starts from a state that was read after every earlier action had ended; a second engine process is kept out by the
/// home folder's lock. Cancelling leaves running steps alone.
actor RunDriver {
    let id: RunID
    let context: EngineContext
    /// Called whenever the run's status changed: the planner may have something new to do.
    let announce: @Sendable () -> Void
    /// The pause after an action's first failure; each further one is four times as long, up to a minute.
    private let firstPause: Duration
    private var inFlight: [RunAction: Task<Void, Never>] = [:]
    private var failures: [RunAction: Int] = [:]
    private var isStopped = false
    /// Looks at the run again later.
    private var alarm: Task<Void, Never>?
    private var isLooking = false
    private var mustLook = false

    init(
        _ id: RunID, context: EngineContext, firstPause: Duration = .milliseconds(800),
        announce: @escaping @Sendable () -> Void
    ) {
        self.id = id
        self.context = context
        self.firstPause = firstPause
        self.announce = announce
    }

    /// Starts whatever is outstanding and not in flight yet. True if the run is over and this driver not needed any more.
    @discardableResult
    func drive() async -> Bool {
        mustLook = true
        guard !isLooking else { return false }
        isLooking = true
        defer { isLooking = false }
        var isOver = false
        while mustLook, !isStopped {
            mustLook = false
            guard let run = await look() else { return false }
            // What ended while the run was read may have moved it on: an action of the past would be started again.
            guard !mustLook, !isStopped else { continue }
            if let until = run.state.waitsUntil, await continueWaiting(until: until) {
                mustLook = true
                continue
            }
            for action in run.state.outstanding where inFlight[action] == nil {
                inFlight[action] = Task { await self.perform(action, of: run) }
            }
            isOver = run.state.status.isFinal && inFlight.isEmpty
            if isOver { await RunFolder(id, home: context.home).removeWorkspace() }
        }
        return isOver
    }

    private func look() async -> RunRecord? {
        do {
            return try await context.catalog.read { [id] in try $0.run(id) }
        } catch {
            context.logger.error("run \(id) cannot be read: \(error)")
            if (error as? CatalogError)?.code != .damaged { driveLater() }
            return nil
        }
    }

    private func driveLater() { wake(after: .seconds(5)) }

    /// Looks at the run again, once, after `pause`.
    func wake(after pause: Duration) {
        alarm?.cancel()
        alarm = Task { [weak self] in
            do { try await Task.sleep(for: pause) } catch { return }
            await self?.ring()
        }
    }

    /// The alarm that rings is not one to be cancelled.
    private func ring() async {
        alarm = nil
        await drive()
    }

    /// Lets go of the run without ending its steps.
    func stop() {
        isStopped = true
        alarm?.cancel()
        for task in inFlight.values { task.cancel() }
    }

    /// Cancels an action and returns once it is over; at once if it is not in flight.
    func takeBack(_ action: RunAction) async {
        guard let task = inFlight[action] else { return }
        task.cancel()
        await task.value
    }

    private func perform(_ action: RunAction, of run: RunRecord) async {
        do {
            try await carryOut(action, of: run)
            failures[action] = nil
        } catch {
            await recover(from: error, in: action)
        }
        inFlight[action] = nil
        await drive()
    }

    private func carryOut(_ action: RunAction, of run: RunRecord) async throws {
        switch action {
        case .prepare: try await prepare(run)
        case .runStep(let key, let attempt): try await runStep(key, attempt: attempt, of: run)
        case .stopStep(let key, let attempt): try await stopStep(key, attempt: attempt, of: run)
        case .selectCandidate: try await selectCandidate(of: run)
        case .judge: try await judge(run)
        case .promote: try await promote(run)
        }
    }

    /// An action that threw did not find out what it should. It is tried again a few times, then the run ends `Errored`.
    private func recover(from error: any Error, in action: RunAction) async {
        guard !(error is CancellationError), !Task.isCancelled else { return }
        let count = failures[action, default: 0] + 1
        failures[action] = count
        context.logger.warning("run \(id): \(action.gerund) failed, attempt \(count): \(error)")
        if count >= 4 {
            do {
                try await apply { $0.giveUp(action, because: "failed \(count) times: \(error)") }
                return
            } catch {
                context.logger.error("run \(id) cannot be ended: \(error)")
            }
        }
        let pause = min(firstPause * (1 << (2 * min(count - 1, 8))), .seconds(60))
        // Cancelled: the engine goes, or somebody takes the action back.
        try? await Task.sleep(for: pause)
    }

    /// Feeds an event, and stores the new state together with whatever `storing` writes. Nothing is stored for an event that is
    /// ignored.
    @discardableResult
    func apply(
        _ event: @escaping @Sendable (inout RunStateMachine) -> RunStateMachine.Transition,
        storing: @escaping @Sendable (CatalogTransaction, RunRecord) throws -> Void = { _, _ in }
    ) async throws -> RunStateMachine.Transition {
        let (id, now) = (id, context.now())
        let (transition, changed) = try await context.catalog.write { transaction in
            try transaction.apply(event, to: id, at: now, storing: storing)
        }
        if changed { announce() }
        return transition
    }
}

extension CatalogTransaction {
    /// The transaction of one event: loads the state, feeds it, and stores what came of it. `statusChanged` tells whether the planner
    /// may have something new to do.
    func apply(
        _ event: (inout RunStateMachine) -> RunStateMachine.Transition, to id: RunID, at time: Timestamp,
        storing: (CatalogTransaction, RunRecord) throws -> Void = { _, _ in }
    ) throws -> (transition: RunStateMachine.Transition, statusChanged: Bool) {
        guard let run = try run(id) else { return (.ignored, false) }
        var state = run.state
        guard event(&state) == .changed else { return (.ignored, false) }
        try storing(self, run)
        try updateRun(id, state: state, at: time)
        return (.changed, state.status != run.state.status)
    }
}

extension RunStateMachine {
    /// Ends the run because an action can not be carried out; a step that cannot be stopped is let go.
    fileprivate mutating func giveUp(_ action: RunAction, because reason: String) -> Transition {
        switch action {
        case .stopStep(let key, let attempt):
            stepFinished(key, attempt: attempt, outcome: .errored(reason: "\(action.gerund) \(reason)"))
        case .prepare, .runStep, .selectCandidate, .judge, .promote:
            stop(.init(.errored, "\(action.gerund) \(reason)"))
        }
    }
}

extension RunAction {
    /// What is being done, for people.
    fileprivate var gerund: String {
        switch self {
        case .prepare: "preparing the run"
        case .runStep(let key, _): "running step '\(key)'"
        case .stopStep(let key, _): "stopping step '\(key)'"
        case .selectCandidate: "selecting the candidate"
        case .judge: "judging the candidate"
        case .promote: "promoting the candidate"
        }
    }
}
