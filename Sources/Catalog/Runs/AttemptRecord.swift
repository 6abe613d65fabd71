package import Promotion

/// One attempt of a step, as it is stored.
package struct AttemptRecord: Hashable, Sendable {
    package var run: RunID
    package var step: StepKey
    package var attempt: Int
    package var status: RunStatus
    package var reason: String?
    /// The runner's handle as JSON; nil until the attempt was started.
    package var handle: String?
    package var began: Timestamp
    package var finished: Timestamp?
    /// Bytes.
    package var peakMemory: Int64?
    package var cpuMilliseconds: Int64?

    package init(run: RunID, step: StepKey, attempt: Int, status: RunStatus, began: Timestamp) {
        self.run = run
        self.step = step
        self.attempt = attempt
        self.status = status
        self.began = began
    }
}

/// One test that a step reported.
package struct TestCaseRecord: Hashable, Sendable {
    package var name: String
    /// `passed`, `failed`, `errored` or `skipped`.
    package var outcome: String
    package var seconds: Double
    package var message: String

    package init(name: String, outcome: String, seconds: Double, message: String) {
        self.name = name
        self.outcome = outcome
        self.seconds = seconds
        self.message = message
    }
}
