import Foundation
import Synchronization

/// A child of the tests. Only its identity and its end leave this file: Foundation's `Process` belongs to one thread.
final class RunningProgram: Sendable {
    let pid: Int32
    private let end = Mutex<(status: Int32?, waiters: [CheckedContinuation<Void, Never>])>((nil, []))

    init(_ process: sending Process) throws {
        let (ends, continuation) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { ended in
            continuation.yield(ended.terminationStatus)
            continuation.finish()
        }
        try process.run()
        pid = process.processIdentifier
        Task {
            for await status in ends { self.finish(status) }
        }
    }

    /// The exit code, or the number of the signal that ended it; -1 while it runs.
    var status: Int32 { end.withLock { $0.status ?? -1 } }
    var isRunning: Bool { end.withLock { $0.status == nil } }

    /// Returns once it has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = end.withLock { state in
                guard state.status == nil else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Sends a signal, and waits for the end. Does nothing to a process that has ended.
    func end(with signal: Int32) async {
        if isRunning { kill(pid, signal) }
        await ended()
    }

    private func finish(_ status: Int32) {
        let waiters = end.withLock { state in
            state.status = status
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
