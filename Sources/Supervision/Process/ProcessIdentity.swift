import CLinux
import Glibc

/// One process for good: its number is used again after it ended, the number with its start time and the machine's start is not.
package struct ProcessIdentity: Hashable, Codable, Sendable {
    package let pid: Int32
    /// Clock ticks from the machine's start to the process's, from `/proc/<pid>/stat`.
    package let startTicks: UInt64
    /// A random name of the time since the machine's last start.
    package let bootID: String

    package init(pid: Int32, startTicks: UInt64, bootID: String) {
        self.pid = pid
        self.startTicks = startTicks
        self.bootID = bootID
    }

    /// The process that has number `pid` now; a missing one is an error.
    package init(of pid: Int32) throws(SupervisionError) {
        self.init(pid: pid, startTicks: try ProcessStatus(of: pid).startTicks, bootID: try Self.currentBootID())
    }

    /// The machine's present `bootID`.
    package static func currentBootID() throws(SupervisionError) -> String {
        String(try SmallFile.text("/proc/sys/kernel/random/boot_id").prefix { $0 != "\n" })
    }

    /// A descriptor of the process if it is still running, otherwise nil. The descriptor never means another process.
    package func open() -> Int32? {
        guard let boot = try? Self.currentBootID(), boot == bootID else { return nil }
        let descriptor = sluice_pidfd_open(pid)
        guard descriptor >= 0 else { return nil }
        guard let status = try? ProcessStatus(of: pid), status.startTicks == startTicks, !status.isDead else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    package var isRunning: Bool {
        guard let descriptor = open() else { return false }
        close(descriptor)
        return true
    }

    /// Sends a signal to this process and never to another one that got its number.
    ///
    /// - Returns: whether the process was there and could be signalled.
    @discardableResult
    package func signal(_ signal: Int32) -> Bool {
        guard let descriptor = open() else { return false }
        defer { close(descriptor) }
        return sluice_pidfd_send_signal(descriptor, signal) == 0
    }
}
