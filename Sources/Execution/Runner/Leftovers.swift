import Glibc
import Supervision

/// Processes of an attempt whose supervisor is gone: those that carry its mark in their environment, those of the step's session,
/// and all their descendants. In a sandbox the kernel has ended them already.
struct Leftovers {
    private let mark: [UInt8]
    private let step: ProcessIdentity?
    private let bootID: String

    init(of handle: AttemptHandle) {
        mark = Array("\(AttemptFolder.marker)=\(handle.folder.path)".utf8)
        step = (try? SupervisorRecord(in: handle.folder))?.step
        bootID = handle.supervisor.bootID
    }

    /// Kills until none is found any more, for at most ten seconds.
    func kill() {
        let deadline = Clock.monotonic + 10_000
        while Clock.monotonic < deadline {
            let found = find()
            guard !found.isEmpty else { return }
            for process in found { process.signal(SIGKILL) }
            usleep(2000)
        }
    }

    private func find() -> [ProcessIdentity] {
        let session = liveSession()
        var found: Set<Int32> = []
        for pid in ProcessTree.all() where pid != getpid() {
            guard let status = try? ProcessStatus(of: pid), !status.isDead else { continue }
            if status.session == session || isMarked(pid) { found.insert(pid) }
        }
        for pid in found { found.formUnion(ProcessTree.descendants(of: pid)) }
        return found.compactMap { pid in
            guard let status = try? ProcessStatus(of: pid), !status.isDead else { return nil }
            return ProcessIdentity(pid: pid, startTicks: status.startTicks, bootID: bootID)
        }
    }

    /// The step's session, unless its number belongs to another process by now. As long as one process is in the session the
    /// number is not given away.
    private func liveSession() -> Int32? {
        guard let step else { return nil }
        guard let status = try? ProcessStatus(of: step.pid) else { return step.pid }
        return status.startTicks == step.startTicks ? step.pid : nil
    }

    private func isMarked(_ pid: Int32) -> Bool {
        guard let environment = try? SmallFile.read("/proc/\(pid)/environ", limit: 4 << 20) else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
    }
}
