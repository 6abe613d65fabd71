import Dispatch

/// Runs an actor on a serial queue of its own, so that blocking C calls never hold a thread of the cooperative pool.
final class DispatchQueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Without this, `assumeIsolated` traps on Linux even on the right queue.
    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
