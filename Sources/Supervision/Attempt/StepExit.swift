/// How an attempt ended, and what it used.
package struct StepExit: Hashable, Codable, Sendable {
    package var outcome: Outcome
    package var usage: Usage
    /// When it began, in milliseconds since 1970.
    package var startedAt: Int64
    /// When nothing of it ran any more, in milliseconds since 1970.
    package var finishedAt: Int64

    package init(outcome: Outcome, usage: Usage, startedAt: Int64, finishedAt: Int64) {
        self.outcome = outcome
        self.usage = usage
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }

    package enum Outcome: Hashable, Codable, Sendable {
        case exited(code: Int32)
        /// Ended by a signal that the supervisor did not send. In a sandbox also exit codes above 128, which are all that it
        /// tells of a signal.
        case signalled(Int32)
        /// Over the wall time.
        case timedOut
        /// Over the memory limit.
        case outOfMemory
        /// Over the number of processes.
        case tooManyProcesses
        /// Ended because somebody asked for it.
        case stopped(reason: String)
        /// The command could not be started at all.
        case notStarted(reason: String)
    }

    /// What an attempt used.
    package struct Usage: Hashable, Codable, Sendable {
        package var wallMilliseconds: Int64 = 0
        package var userMilliseconds: Int64 = 0
        package var systemMilliseconds: Int64 = 0
        /// The most that was resident at one time, as far as it was seen.
        package var maximumResidentBytes: Int64 = 0
        /// All bytes that the step wrote.
        package var outputBytes: Int64 = 0
        /// Those of them that the log does not hold.
        package var droppedBytes: Int64 = 0
        /// Processes that were still there when the step's own had ended, and were killed.
        package var leftovers: Int64 = 0

        package init() {}
    }

    package var succeeded: Bool { outcome == .exited(code: 0) }

    /// A phrase for people, such as `failed (signal 9)`.
    package var summary: String {
        switch outcome {
        case .exited(code: 0): "succeeded"
        case .exited(let code): "failed (exit code \(code))"
        case .signalled(let signal): "failed (signal \(signal))"
        case .timedOut: "stopped at its time limit"
        case .outOfMemory: "stopped at its memory limit"
        case .tooManyProcesses: "stopped at its limit of processes"
        case .stopped(let reason): reason.isEmpty ? "stopped" : "stopped: \(reason)"
        case .notStarted(let reason): "not started: \(reason)"
        }
    }
}
