import Catalog
import Logging
import Promotion

/// Carries one run out: does what its stored state says is outstanding, feeds what came of it back, and so on until nothing is.
///
/// Invariants: state changes and what they are based on are stored in one transaction; an action is in flight at most once in this
/// process; a second engine process is kept out by the home folder's lock. Cancelling leaves running steps alone.
actor RunDriver {
    let id: RunID
    let context: EngineContext
    /// Called whenever the run's status changed: the planner may have something new to do.
    let announce: @Sendable () -> Void
    private var inFlight: [RunAction: Task<Void, Never>] = [:]
    private var failures: [RunAction: Int] = [:]
    private var isStopped = false

    init(_ id: RunID, context: EngineContext, announce: @escaping @Sendable () -> Void) {
        self.id = id
        self.context = context
        self.announce = announce
    }

    /// Starts whatever is outstanding and not in flight yet.
    func drive() async {
        guard !isStopped else { return }
        do {
            guard let run = try await context.catalog.read({ [id] in try $0.run(id) }) else { return }
            for action in run.state.outstanding where inFlight[action] == nil {
                inFlight[action] = Task { await self.perform(action, of: run) }
            }
            if run.state.status.isFinal { RunFolder(id, home: context.home).removeWorkspace() }
        } catch {
            context.logger.error("run \(id) cannot be read: \(error)")
        }
    }

    /// Lets go of the run without ending its steps.
    func stop() {
        isStopped = true
        for task in inFlight.values { task.cancel() }
    }

    private func perform(_ action: RunAction, of run: RunRecord) async {
        do {
            switch action {
            case .prepare: try await prepare(run)
            case .runStep(let key, let attempt): try await runStep(key, attempt: attempt, of: run)
            case .stopStep(let key, let attempt): try await stopStep(key, attempt: attempt, of: run)
            case .selectCandidate: try await selectCandidate(of: run)
            case .judge: try await judge(run)
            case .promote: try await promote(run)
            }
            failures[action] = nil
        } catch is CancellationError {
            return
        } catch {
            guard await mayRetry(action, after: error) else { return }
        }
        inFlight[action] = nil
        await drive()
    }

    /// An action that threw did not find out what it should. It is tried again a few times, then the run ends `Errored`.
    private func mayRetry(_ action: RunAction, after error: any Error) async -> Bool {
        let count = failures[action, default: 0] + 1
        failures[action] = count
        context.logger.warning("run \(id): \(action) failed for the \(count). time: \(error)")
        if count < 4 {
            do { try await Task.sleep(for: .milliseconds(200 << (2 * count))) } catch { return false }
            return true
        }
        let message = "\(error)"
        do {
            try await apply { $0.stop(.init(.errored, message)) }
        } catch {
            context.logger.error("run \(id) cannot be ended: \(error)")
        }
        return true
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
