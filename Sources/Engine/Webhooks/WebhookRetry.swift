import Promotion

/// When a message that did not get through is sent again, and when it is given up.
package struct WebhookRetry: Hashable, Sendable {
    /// How often a message is sent at most.
    package var attempts: Int
    /// Seconds after the event from which on it is not sent again.
    package var longestAge: Double
    /// Seconds between the first and the second attempt; each wait after it is three times as long.
    package var firstDelay: Double
    /// Seconds that no wait exceeds.
    package var longestDelay: Double

    package init(
        attempts: Int = 12, longestAge: Double = 86_400, firstDelay: Double = 2, longestDelay: Double = 3600
    ) {
        self.attempts = attempts
        self.longestAge = longestAge
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// When to try again after `made` attempts; nil if it is given up. `jitter`, from 0 to 1, takes up to half of a wait away, so that
    /// what failed together is not tried together. A receiver that names a longer wait gets it, up to `longestDelay`.
    func next(
        afterAttempts made: Int, happenedAt: Timestamp, now: Timestamp, receiverAsksFor seconds: Int?, jitter: Double
    ) -> Timestamp? {
        guard made < attempts else { return nil }
        var delay = firstDelay
        for _ in 1..<max(made, 1) where delay < longestDelay { delay *= 3 }
        delay = min(delay, longestDelay) * (1 - jitter / 2)
        if let seconds { delay = max(delay, min(Double(seconds), longestDelay)) }
        let due = Timestamp(milliseconds: now.milliseconds + Int64(delay * 1000))
        let limit = happenedAt.milliseconds + Int64(longestAge * 1000)
        return due.milliseconds > limit ? nil : due
    }
}
