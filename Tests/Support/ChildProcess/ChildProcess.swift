package import Foundation
import Glibc
import Supervision
import Synchronization

/// A program that a test started.
///
/// Foundation's `Process` does not do here: to close the descriptors of its parent it reads their list beyond the end of a buffer,
/// which ends a test process that has more than a thousand of them; and it learns of the end by a descriptor that some programs close.
package final class ChildProcess: Sendable {
    package let pid: Int32
    private let end = Mutex<Int32?>(nil)
    private let ending = DispatchGroup()

    /// Starts a program with exactly these arguments and, of the test's descriptors, the three that are given; nil is `/dev/null`.
    ///
    /// - Parameters:
    ///   - program: the path of an executable file.
    ///   - arguments: without the program's name.
    ///   - environment: nil for the test's own.
    ///   - folder: where it works; nil for the test's own.
    ///   - input: what it reads.
    ///   - output: what it writes to.
    ///   - errors: what it complains to.
    /// - Throws: if it cannot be started, with the system's reason.
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil, in folder: String? = nil,
        input: FileHandle? = nil, output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws {
        let launcher = ProcessLauncher(
            path: program, arguments: [program] + arguments,
            environment: environment ?? ProcessInfo.processInfo.environment, workingFolder: folder)
        pid = try launcher.start(descriptors: [input, output, errors].map { $0?.fileDescriptor })
        ending.enter()
        Thread.detachNewThread { self.waitForEnd() }
    }

    /// The exit code, or the negative number of the signal that ended it; nil while it runs.
    package var status: Int32? { end.withLock { $0 } }

    package var isRunning: Bool { status == nil }

    /// Sends a signal. Does nothing to a process that has ended, nor to another one that got its number.
    package func signal(_ number: Int32) {
        end.withLock { if $0 == nil { kill(pid, number) } }
    }

    /// Blocks until it has ended; gives its `status`.
    @discardableResult
    package func wait() -> Int32 {
        ending.wait()
        return status ?? -1
    }

    /// Returns once it has ended; gives its `status`.
    @discardableResult
    package func ended() async -> Int32 {
        await withCheckedContinuation { continuation in
            ending.notify(queue: .global()) { continuation.resume() }
        }
        return status ?? -1
    }

    /// The end is seen before the number is given back, so that nobody signals a process that has it next.
    private func waitForEnd() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        end.withLock { end in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            end = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
        }
        ending.leave()
    }
}
