import CLinux
import Glibc

/// Ending a step: because it was asked for, because a limit was hit, and after its own process ended.
extension Supervisor {
    /// Takes the signals that came; SIGTERM asks for the step's end.
    mutating func readSignals(step: inout StepProcess) {
        var info = signalfd_siginfo()
        while withUnsafeMutableBytes(of: &info, { Glibc.read(signals.number, $0.baseAddress, $0.count) }) > 0 {
            if info.ssi_signo == UInt32(SIGTERM) { end(&step, because: .stopped(reason: stopReason() ?? "")) }
        }
    }

    /// The reason in the `stop` file; nil without one.
    borrowing func stopReason() -> String? {
        guard let text = try? SmallFile.text(folder.stop, limit: 4096) else { return nil }
        return String(text.prefix(1000))
    }

    /// Collects every child that ended; the step's own is remembered.
    mutating func reap(step: Int32) {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            if pid == step { mainStatus = status }
        }
    }

    mutating func enforceLimits(on step: inout StepProcess) {
        let now = Clock.monotonic
        if let killAt, now >= killAt { killAll() }
        if now - start >= specification.limits.milliseconds { end(&step, because: .timedOut) }
        guard now >= nextSample else { return }
        nextSample = now + Self.sampleInterval
        if cause == nil, SmallFile.exists(folder.stop) { end(&step, because: .stopped(reason: stopReason() ?? "")) }
        let processes = ProcessTree.descendants(of: getpid())
        let resident = ProcessTree.residentBytes(of: processes, limit: specification.limits.memory)
        usage.maximumResidentBytes = max(usage.maximumResidentBytes, resident)
        if resident > specification.limits.memory {
            kill(because: .outOfMemory)
        } else if processes.count > specification.limits.processes {
            kill(because: .tooManyProcesses)
        }
    }

    /// Asks the step to end and gives it the grace period. A second cause changes nothing.
    private mutating func end(_ step: inout StepProcess, because outcome: StepExit.Outcome) {
        guard cause == nil else { return }
        cause = outcome
        let groups = step.groups()
        // Without a group the sandbox has not begun with the command: there is nobody to be polite to.
        killAt = Clock.monotonic + (groups.isEmpty ? 0 : max(0, specification.limits.graceMilliseconds))
        for group in groups {
            Glibc.kill(-group, SIGTERM)
            // A stopped process takes SIGTERM only once it goes on.
            Glibc.kill(-group, SIGCONT)
        }
    }

    /// Ends the step at once: what is over a limit of memory or processes may not go on for a grace period.
    private mutating func kill(because outcome: StepExit.Outcome) {
        if cause == nil { cause = outcome }
        killAt = Clock.monotonic
        killAll()
    }

    private mutating func killAll() {
        for pid in ProcessTree.descendants(of: getpid()) { Glibc.kill(pid, SIGKILL) }
        // Again soon, for what was born meanwhile.
        killAt = Clock.monotonic + 10
    }

    /// Kills and collects until no child is left, for at most ten seconds: a process in an uninterruptible wait does not end.
    ///
    /// - Parameter own: processes that belong to the step's own and are not counted as left over.
    mutating func killLeftovers(apartFrom own: [Int32]) {
        let deadline = Clock.monotonic + 10_000
        var pause: useconds_t = 100
        var seen: Set<Int32> = []
        while true {
            var status: Int32 = 0
            let pid = waitpid(-1, &status, WNOHANG)
            if pid > 0 { continue }
            if pid < 0 && errno == ECHILD { break }
            for pid in ProcessTree.descendants(of: getpid()) {
                if (try? ProcessStatus(of: pid))?.isDead == false { seen.insert(pid) }
                Glibc.kill(pid, SIGKILL)
            }
            guard Clock.monotonic < deadline else { break }
            heartbeat.beat(at: Clock.monotonic)
            usleep(pause)
            pause = min(pause * 2, 10_000)
        }
        usage.leftovers = Int64(seen.subtracting(own).count)
    }

    /// Takes what the pipe still holds. Somebody outside may have got hold of its other end and go on writing, so not for long.
    mutating func drain(_ output: borrowing Descriptor) {
        let deadline = Clock.monotonic + 1000
        while Clock.monotonic < deadline {
            var waited = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 0) > 0, pump(output) else { return }
        }
    }
}
