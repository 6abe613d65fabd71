import CLinux
import Glibc

/// Owns one attempt of a step from its start until nothing of it is left.
///
/// Invariants:
/// - A folder is supervised once: the first supervisor claims `handle`, every other one ends without a trace.
/// - `exit` is written when no process of the step runs any more, once, and is then complete.
/// - All descendants are found: as their subreaper, this process inherits the orphans among them, so that "no child is left"
///   means "nothing is left".
///
/// Maintainer note: one thread, one `poll`. Signals are blocked and come through a descriptor, because a handler may run
/// nothing that Swift needs. Whatever is done here happens while a training runs: no unbounded memory, no waiting.
package struct Supervisor: ~Copyable {
    let folder: AttemptFolder
    let specification: StepSpecification
    let signals: Descriptor
    let startedAt = Clock.wall
    let start = Clock.monotonic
    var heartbeat: Heartbeat
    var log: OutputLog
    /// Keeps the step's secrets out of the log; nil for a step that was given none.
    private var masking: MaskedStream?
    /// Room for masked output, used again and again.
    private var masked: [UInt8] = []
    var usage = StepExit.Usage()
    /// Why the step is being ended; the first cause stays.
    var cause: StepExit.Outcome?
    /// When everything is killed, once `cause` is there.
    var killAt: Int64?
    var nextSample: Int64 = 0
    /// Wait status of the step's own process, once it ended.
    var mainStatus: Int32?

    /// How often limits and the request to stop are looked at.
    static let sampleInterval: Int64 = 250

    /// Runs the attempt in the folder that the arguments name, and returns the supervisor's own exit code.
    package static func main(_ arguments: [String]) -> Int32 {
        guard arguments.count == 2, arguments[1].hasPrefix("/") else { return 2 }
        let folder = AttemptFolder(arguments[1])
        do throws(SupervisionError) {
            var supervisor = try Supervisor(folder)
            try supervisor.run()
            return 0
        } catch {
            return error.code == .taken ? 3 : 1
        }
    }

    private init(_ folder: AttemptFolder) throws(SupervisionError) {
        umask(0o077)
        var specification = try StepSpecification(decoding: try SmallFile.read(folder.specification, limit: 8 << 20))
        let secrets = try PrivateVariables.take().values
        specification.environment.merge(secrets) { $1 }
        try SmallFile.claim(folder.handle, with: try SupervisorRecord(step: nil).encoded)
        guard sluice_become_subreaper() == 0 else { throw SupervisionError(operation: "becoming subreaper") }
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(Int32(RLIMIT_CORE.rawValue), &noCore)
        try SmallFile.reserve(folder.exit)
        let signals = try Self.blockSignals()
        let heartbeat = try Heartbeat(folder)
        let file = try Descriptor(opening: folder.log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW)
        self.folder = folder
        self.specification = specification
        self.signals = signals
        self.heartbeat = heartbeat
        log = OutputLog(file: file, limit: specification.limits.output)
        masking = SecretMask(secrets.values).map { MaskedStream($0) }
    }

    private static func blockSignals() throws(SupervisionError) -> Descriptor {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGPIPE] { sigaddset(&signals, signal) }
        sigprocmask(SIG_BLOCK, &signals, nil)
        let number = signalfd(-1, &signals, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard number >= 0 else { throw SupervisionError(operation: "receiving signals") }
        return Descriptor(owning: number)
    }

    private mutating func run() throws(SupervisionError) {
        guard !SmallFile.exists(folder.stop) else {
            try finish(.stopped(reason: stopReason() ?? ""))
            return
        }
        var step: StepProcess
        do {
            step = try StepProcess(specification)
        } catch {
            try finish(.notStarted(reason: error.message))
            return
        }
        // Nobody has collected it yet, so its entry is there even if it ended at once.
        let record = try SupervisorRecord(step: try ProcessIdentity(of: step.pid))
        try SmallFile.replace(folder.handle, with: record.encoded, durable: false)
        nextSample = start + Self.sampleInterval
        var outputIsOpen = true
        while mainStatus == nil {
            wait(for: step, outputIsOpen: outputIsOpen)
            if outputIsOpen { outputIsOpen = pump(step.output) }
            readSignals(step: &step)
            reap(step: step.pid)
            guard mainStatus == nil else { break }
            enforceLimits(on: &step)
            heartbeat.beat(at: Clock.monotonic)
        }
        killLeftovers(apartFrom: step.groups())
        if outputIsOpen { drain(step.output) }
        let outcome = mainStatus.map { step.outcome(of: $0) } ?? .notStarted(reason: "the step's end was not seen")
        try finish(cause ?? outcome)
    }

    /// Waits for output, a signal, or the next time at which something is due.
    private borrowing func wait(for step: borrowing StepProcess, outputIsOpen: Bool) {
        let due = min(nextSample, killAt ?? .max)
        let timeout = Int32(clamping: max(0, due - Clock.monotonic))
        var waited = [
            pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: outputIsOpen ? step.output.number : -1, events: Int16(POLLIN), revents: 0),
        ]
        poll(&waited, nfds_t(waited.count), timeout)
    }

    /// Moves what is there into the log, at most so much that limits are still looked at.
    ///
    /// - Returns: whether there may be more later.
    mutating func pump(_ output: borrowing Descriptor) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 128 << 10, alignment: 16) { buffer in
            for _ in 0..<8 {
                guard let read = try? output.read(into: buffer) else { return true }
                guard read > 0 else { return false }
                keep(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
                if read < buffer.count { return true }
            }
            return true
        }
    }

    /// Puts output into the log, without the secrets that may be in it.
    private mutating func keep(_ output: UnsafeRawBufferPointer) {
        usage.outputBytes += Int64(output.count)
        guard masking != nil else { return log.append(output) }
        masking?.append(output, to: &masked)
        logMasked()
    }

    private mutating func logMasked() {
        masked.withUnsafeBytes { log.append($0) }
        masked.removeAll(keepingCapacity: true)
    }

    private mutating func finish(_ outcome: StepExit.Outcome) throws(SupervisionError) {
        usage.wallMilliseconds = Clock.monotonic - start
        masking?.finish(to: &masked)
        logMasked()
        usage.droppedBytes = log.finish()
        var used = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &used)
        usage.userMilliseconds = Int64(used.ru_utime.tv_sec) * 1000 + Int64(used.ru_utime.tv_usec) / 1000
        usage.systemMilliseconds = Int64(used.ru_stime.tv_sec) * 1000 + Int64(used.ru_stime.tv_usec) / 1000
        usage.maximumResidentBytes = max(usage.maximumResidentBytes, Int64(used.ru_maxrss) * 1024)
        let exit = StepExit(outcome: outcome, usage: usage, startedAt: startedAt, finishedAt: Clock.wall)
        try SmallFile.replace(folder.exit, with: exit.encoded, durable: true)
    }
}
