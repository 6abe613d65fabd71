/// A bound on how long scoring takes, as the evaluate step logged it.
package struct LatencyCheck: Hashable, Codable, Sendable {
    package var metric: String
    /// What the metric is logged in, and what the bounds are in.
    package var unit: TimeUnit
    /// The greatest value that passes, inclusive.
    package var max: Double?
    /// How much longer than the champion it may take, in the unit.
    package var maxAbsoluteIncrease: Double?
    /// How much longer it may take, as a fraction of the champion's time.
    package var maxRelativeIncrease: Double?

    package init(
        metric: String, unit: TimeUnit, max: Double? = nil, maxAbsoluteIncrease: Double? = nil,
        maxRelativeIncrease: Double? = nil
    ) {
        self.metric = metric
        self.unit = unit
        self.max = max
        self.maxAbsoluteIncrease = maxAbsoluteIncrease
        self.maxRelativeIncrease = maxRelativeIncrease
    }
}

/// A unit of time.
package enum TimeUnit: String, Codable, Sendable, CaseIterable {
    case ns, us, ms, s

    /// The unit that a metric's name ends with, as in `score_ms`.
    package init?(suffixOf metric: String) {
        guard let underscore = metric.lastIndex(of: "_") else { return nil }
        switch metric[metric.index(after: underscore)...] {
        case "ns", "nanoseconds": self = .ns
        case "us", "microseconds": self = .us
        case "ms", "milliseconds": self = .ms
        case "s", "sec", "seconds": self = .s
        default: return nil
        }
    }
}
