import Catalog
import Git
import Logging
import Promotion

/// Looks after one project: observes its refs, reads its policy, plans and applies the plan, again whenever something may have changed.
///
/// One pass at a time; a wake-up during a pass leads to one more. What goes wrong is kept as a problem of this project, and no
/// other is touched by it.
actor ProjectReconciler {
    let name: ProjectName
    let context: EngineContext
    /// Begins to drive a run, or drives it on.
    let driveRun: @Sendable (RunID) async -> Void
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation
    private var source: (record: ProjectRecord, source: ProjectSource)?
    /// What keeps the project from being worked on, a sentence each, from the last pass.
    private(set) var problems: [String] = []
    private(set) var passes = 0
    private(set) var isWorking = false

    init(_ name: ProjectName, context: EngineContext, driveRun: @escaping @Sendable (RunID) async -> Void) {
        self.name = name
        self.context = context
        self.driveRun = driveRun
        (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a pass.
    nonisolated func wake() { wakeUp.yield() }

    /// Works until the task is cancelled.
    func run() async {
        wake()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watch() }
            for await _ in wakeUps {
                isWorking = true
                await pass()
                passes += 1
                isWorking = false
            }
            group.cancelAll()
        }
    }

    /// Turns what the repository says into wake-ups: file notification for a local one, a look now and then for a remote one.
    private func watch() async {
        do {
            guard let project = try await context.catalog.read({ [name] in try $0.project(name) }) else { return }
            if project.source.hasPrefix("/") {
                for await _ in await context.watcher.changes(at: project.source) { wake() }
            } else {
                var schedule = PollSchedule(interval: .seconds(context.settings.pollSeconds))
                var generator = SystemRandomNumberGenerator()
                while !Task.isCancelled {
                    if problems.isEmpty { schedule.succeeded() } else { schedule.failed() }
                    try await Task.sleep(for: schedule.nextWait(using: &generator))
                    wake()
                }
            }
        } catch is CancellationError {
            return
        } catch {
            context.logger.error("project \(name) is not watched: \(error)")
        }
    }

    /// One pass: refs, then policy, then plan.
    func pass() async {
        do {
            guard let project = try await context.catalog.read({ [name] in try $0.project(name) }) else { return }
            var found: [String] = []
            let policy = try await reconcileSource(project, problems: &found)
            if policy {
                try await reconcileApprovals(project)
                found += try await reconcilePlan(project)
            }
            problems = found
        } catch {
            problems = ["\(error)"]
            guard !Task.isCancelled else { return }
            context.logger.warning("project \(name): \(error)")
            wakeLater()
        }
    }

    /// What failed is looked at again, even if nothing changes in the repository.
    private func wakeLater() {
        Task { [weak self, seconds = context.settings.pollSeconds] in
            try await Task.sleep(for: .seconds(seconds))
            self?.wake()
        }
    }

    /// The project's repository, opened once.
    func source(of project: ProjectRecord) throws(GitError) -> ProjectSource {
        if let source, source.record.source == project.source { return source.source }
        let opened = try ProjectSource(project, home: context.home)
        source = (project, opened)
        return opened
    }
}
