import Dispatch
import Foundation
import Glibc
import Promotion
import Synchronization

/// The rules of one conversation with a remote, and what broke them.
///
/// libgit2 1.5 has no time limits of its own. Every connection it makes goes through `BoundedStream`, which asks the conversation of its
/// thread: only the address's own host and port are connected to, whatever a redirect says; silence ends the conversation; and at the
/// deadline all its sockets are shut down, which ends reads that libssh2 does by itself.
final class Conversation: Sendable {
    let url: RemoteURL
    let access: RemoteAccess
    let bytesAllowed: Int
    private let deadline: ContinuousClock.Instant
    private let state = Mutex(State())

    private struct State {
        var failure: GitError?
        var sockets: Set<Int32> = []
        var received = 0
        var timesAsked = 0
    }

    init(with url: RemoteURL, access: RemoteAccess, limit: Duration, bytesAllowed: Int) {
        self.url = url
        self.access = access
        self.bytesAllowed = bytesAllowed
        deadline = ContinuousClock.now + limit
    }

    private static let running = Mutex<[UInt: Conversation]>([:])

    /// The one that runs on this thread.
    static var current: Conversation? { running.withLock { $0[UInt(pthread_self())] } }

    /// Runs blocking calls under the rules, and explains a failure by the rule that was broken, if one was.
    func run<T>(_ operation: String, _ body: () throws(GitError) -> T) throws(GitError) -> T {
        let thread = UInt(pthread_self())
        Self.running.withLock { $0[thread] = self }
        let watchdog = DispatchWorkItem { [weak self] in self?.expire() }
        let seconds = Double((deadline - .now).components.seconds) + 0.01
        DispatchQueue.global().asyncAfter(deadline: .now() + max(seconds, 0.01), execute: watchdog)
        defer {
            watchdog.cancel()
            Self.running.withLock { $0[thread] = nil }
        }
        do {
            return try body()
        } catch let error {
            guard let failure = state.withLock({ $0.failure }) else { throw error }
            throw GitError(failure.code, operation: operation, message: failure.message, cause: error)
        }
    }

    /// Notes the first rule that was broken; the message for people.
    func fail(_ code: GitError.Code, _ message: String) {
        state.withLock { state in
            if state.failure == nil { state.failure = GitError(code, operation: "", message: message) }
        }
    }

    private func expire() {
        fail(.timedOut, "the remote took too long; the limit for the whole conversation has passed")
        // Closing waits for this lock, so no number can mean another file by now.
        state.withLock { state in state.sockets.forEach { shutdown($0, Int32(SHUT_RDWR)) } }
    }

    /// How long to wait for the remote now, in milliseconds; 0 when the conversation's time is over.
    func patience(_ longest: Duration) -> Int32 {
        let left = min(deadline - .now, longest)
        return Int32(
            clamping: max(0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000))
    }

    func opened(_ socket: Int32) { state.withLock { _ = $0.sockets.insert(socket) } }

    func close(_ socket: Int32) {
        state.withLock { state in
            state.sockets.remove(socket)
            _ = Glibc.close(socket)
        }
    }

    /// Counts what came in. False when it is too much, or the time is over.
    func received(_ count: Int) -> Bool {
        allows(
            received: state.withLock {
                $0.received += count; return $0.received
            })
    }

    /// Whether a transfer that has come this far may go on.
    func allows(received total: Int) -> Bool {
        guard total <= bytesAllowed else {
            fail(.tooLarge, "the remote sends more than \(bytesAllowed) bytes")
            return false
        }
        guard ContinuousClock.now < deadline else {
            fail(.timedOut, "the remote took too long; the limit for the whole conversation has passed")
            return false
        }
        return true
    }

    /// Whether credentials may be asked for once more: a remote that goes on refusing them would ask for ever.
    func mayAskAgain() -> Bool {
        state.withLock {
            $0.timesAsked += 1; return $0.timesAsked <= 3
        }
    }
}
