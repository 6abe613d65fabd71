/// When a remote repository is asked next: regularly with jitter, and ever more seldom while it fails.
///
/// A pure value: whoever polls sleeps, asks, and reports how it went.
package struct PollSchedule: Hashable, Sendable {
    /// The time between two questions while all is well.
    package let interval: Duration
    /// How far one wait may differ from another, as a share of it.
    package let jitter: Double
    /// The longest wait after failures, before jitter.
    package let longest: Duration
    private var failures = 0

    package init(interval: Duration = .seconds(10), jitter: Double = 0.2, longest: Duration = .seconds(300)) {
        self.interval = interval
        self.jitter = min(max(jitter, 0), 1)
        self.longest = longest
    }

    package mutating func succeeded() { failures = 0 }

    package mutating func failed() { failures = min(failures + 1, 30) }

    /// How long to wait now; doubles with each failure in a row, up to `longest`.
    package func nextWait(using generator: inout some RandomNumberGenerator) -> Duration {
        let backedOff = min(interval * (1 << failures), max(longest, interval))
        return backedOff * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
    }
}
