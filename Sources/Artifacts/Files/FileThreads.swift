internal import Dispatch
internal import Synchronization

/// Runs blocking file work on at most `limit` threads of its own, first come first served, so that a slow disk never holds
/// the threads that serve requests. Callers cut long work into pieces of a few megabytes and so share the threads fairly.
final class FileThreads: Sendable {
    private struct Load {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let queue = DispatchQueue(label: "sluice.artifacts", attributes: .concurrent)
    private let load = Mutex(Load())

    init(limit: Int) { self.limit = max(1, limit) }

    /// Runs `work` on one of the threads and suspends until it is done.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(ArtifactError) -> Value
    ) async throws(ArtifactError) -> Value {
        let result: Result<Value, ArtifactError> = await withCheckedContinuation { continuation in
            submit {
                do throws(ArtifactError) { continuation.resume(returning: .success(try work())) } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Runs `work` on one of the threads again and again until it answers false. Between two times others have their turn.
    func repeatWhileTrue(_ work: @escaping @Sendable () -> Bool) { submit { self.turn(of: work) } }

    private func turn(of work: @escaping @Sendable () -> Bool) {
        guard work() else { return }
        // This thread takes it up again, behind those that wait already.
        load.withLock { $0.waiting.append { self.turn(of: work) } }
    }

    private func submit(_ job: @escaping @Sendable () -> Void) {
        let starts = load.withLock { load in
            guard load.running < limit else {
                load.waiting.append(job)
                return false
            }
            load.running += 1
            return true
        }
        guard starts else { return }
        queue.async {
            job()
            while let next = self.nextJob() { next() }
        }
    }

    /// The job that waited longest; nil ends the calling thread's turn.
    private func nextJob() -> (@Sendable () -> Void)? {
        load.withLock { load in
            guard load.waiting.isEmpty else { return load.waiting.removeFirst() }
            load.running -= 1
            return nil
        }
    }
}
