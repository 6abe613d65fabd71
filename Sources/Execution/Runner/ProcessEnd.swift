import Dispatch
import Glibc
import Supervision
import Synchronization

/// Learning of a process's end without a thread that waits for it.
enum ProcessEnd {
    private static let queue = DispatchQueue(label: "sluice.process-ends", attributes: .concurrent)

    /// Returns once the process has ended, or after the time, whichever is first.
    static func wait(for process: ProcessIdentity, milliseconds: Int) async throws {
        guard let descriptor = process.open() else { return }
        let waiting = Waiting()
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { waiting.end() }
        source.setCancelHandler { close(descriptor) }
        source.activate()
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { waiting.end() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiting.begin($0) }
        } onCancel: {
            waiting.end()
        }
        source.cancel()
        try Task.checkCancellation()
    }

    /// Collects a child of this process when it ends, so that none stays a zombie.
    static func collect(child pid: Int32) {
        guard let identity = try? ProcessIdentity(of: pid), let descriptor = identity.open() else {
            waitpid(pid, nil, 0)
            return
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { source.cancel() }
        source.setCancelHandler {
            waitpid(pid, nil, 0)
            close(descriptor)
        }
        source.activate()
    }

    /// A continuation that is resumed once, whoever comes first.
    private final class Waiting: Sendable {
        private enum State {
            case new
            case waiting(CheckedContinuation<Void, Never>)
            case ended
        }

        private let state = Mutex(State.new)

        func begin(_ continuation: CheckedContinuation<Void, Never>) {
            let isOver = state.withLock { state in
                if case .ended = state { return true }
                state = .waiting(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }

        func end() {
            let continuation: CheckedContinuation<Void, Never>? = state.withLock { state in
                defer { state = .ended }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            continuation?.resume()
        }
    }
}
