import Glibc

/// The contents of `handle`: who supervises an attempt.
package struct SupervisorRecord: Hashable, Sendable {
    package var supervisor: ProcessIdentity
    /// The step's own process; nil until it is started.
    package var step: ProcessIdentity?

    /// A record of the calling process.
    init(step: ProcessIdentity?) throws(SupervisionError) {
        supervisor = try ProcessIdentity(of: getpid())
        self.step = step
    }

    /// Reads the record of an attempt; nil if no supervisor has claimed it yet.
    package init?(in folder: AttemptFolder) throws(SupervisionError) {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(folder.handle)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        let record = try Record(decoding: bytes)
        supervisor = ProcessIdentity(
            pid: try record.number("supervisor"), startTicks: try record.number("start-ticks"),
            bootID: try record.text("boot"))
        if let pid = record["step"].flatMap({ Int32($0) }) {
            step = ProcessIdentity(
                pid: pid, startTicks: try record.number("step-start-ticks"), bootID: supervisor.bootID)
        }
    }

    var encoded: String {
        var record = Record()
        record.append("supervisor", supervisor.pid)
        record.append("start-ticks", supervisor.startTicks)
        record.append("boot", supervisor.bootID)
        if let step {
            record.append("step", step.pid)
            record.append("step-start-ticks", step.startTicks)
        }
        return record.encoded
    }
}
