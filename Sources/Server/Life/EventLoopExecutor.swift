import Hummingbird
import NIOCore
import ServiceLifecycle

/// Runs the tasks that serve requests on the threads that their connections live on: a request that only reads a few rows is then
/// answered without a single change of thread, which costs more than the answer.
///
/// Nothing in such a task may block for long: the connections of the same thread would wait. Files, processes and long queries have
/// threads of their own.
final class EventLoopExecutor: TaskExecutor {
    private let group: any EventLoopGroup

    init(_ group: any EventLoopGroup) { self.group = group }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The loop of this thread, if it is one's; otherwise the next one.
        group.any().execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// An application whose requests run on its event loops.
struct EventLoopService<Application: ApplicationProtocol>: Service {
    let application: Application

    func run() async throws {
        try await withTaskExecutorPreference(EventLoopExecutor(application.eventLoopGroup)) {
            try await application.run()
        }
    }
}
