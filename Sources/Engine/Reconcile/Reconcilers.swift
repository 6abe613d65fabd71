import Catalog
import Promotion

/// The projects and runs that the engine looks after now.
actor Reconcilers {
    private let context: EngineContext
    private var projects: [ProjectName: (reconciler: ProjectReconciler, task: Task<Void, Never>)] = [:]
    private var drivers: [RunID: RunDriver] = [:]
    private var isStopped = false

    init(context: EngineContext) { self.context = context }

    /// Begins to look after a project. A second call does nothing.
    func start(_ name: ProjectName) {
        guard projects[name] == nil, !isStopped else { return }
        let reconciler = ProjectReconciler(name, context: context) { [weak self] run in await self?.driveRun(run) }
        projects[name] = (reconciler, Task { await reconciler.run() })
    }

    /// Stops looking after a project. Its runs are another matter.
    func remove(_ name: ProjectName) { projects.removeValue(forKey: name)?.task.cancel() }

    /// Wakes a project's reconciler up.
    func wake(_ name: ProjectName) { projects[name]?.reconciler.wake() }

    /// Drives a run on, from wherever it stands.
    func driveRun(_ id: RunID) async {
        guard !isStopped else { return }
        let driver = drivers[id] ?? makeDriver(id)
        // A run that ended before it began has nobody else who would forget its driver.
        if await driver.drive() { drivers[id] = nil }
    }

    /// How many runs are driven.
    var driverCount: Int { drivers.count }

    private func makeDriver(_ id: RunID) -> RunDriver {
        let driver = RunDriver(id, context: context) { [weak self] in Task { [weak self] in await self?.runChanged(id) }
        }
        drivers[id] = driver
        return driver
    }

    /// A run's status changed: its project may have something new to do; a finished run needs no driver any more.
    private func runChanged(_ id: RunID) async {
        guard let run = try? await context.catalog.read({ try $0.run(id) }) else {
            for (reconciler, _) in projects.values { reconciler.wake() }
            return
        }
        wake(run.project)
        if run.state.status.isFinal { drivers[id] = nil }
    }

    /// What keeps a project from being worked on.
    func problems(of name: ProjectName) async -> [String] { await projects[name]?.reconciler.problems ?? [] }

    /// Whether every project was looked at since it was added, and none is being looked at now.
    var isSettled: Bool {
        get async {
            for (reconciler, _) in projects.values {
                let (passes, working) = (await reconciler.passes, await reconciler.isWorking)
                if passes == 0 || working { return false }
            }
            return true
        }
    }

    /// Lets go of everything; steps go on.
    func stop() async {
        isStopped = true
        for (_, task) in projects.values { task.cancel() }
        for driver in drivers.values { await driver.stop() }
    }
}
