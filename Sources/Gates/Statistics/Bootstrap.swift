/// How a bootstrap is made.
package struct BootstrapPlan: Hashable, Sendable {
    /// How the ends of the interval come from the resampled values.
    package enum Interval: String, Hashable, Sendable {
        case percentile
        /// Corrected for bias and for a standard error that changes with the value.
        case bca
    }

    package var interval: Interval = .bca
    package var resamples = 10_000
    package var seed: UInt64 = 0
    /// The threads; the result does not depend on them.
    package var threads = 2

    package init() {}
}

/// How much better the candidate is, in the metric's better direction, as a number to be compared with what was asked; or how good it is by
/// itself.
///
/// A fraction of the champion's value is resampled with it: `candidate − champion − fraction · |champion|`, so that the uncertainty of
/// the champion's value counts as well.
struct Gain: Hashable, Sendable {
    let greaterIsBetter: Bool
    /// Positive asks for more, negative allows less.
    var fraction = 0.0
    /// Whether it is a gain over the champion's value.
    var isRelative = true

    func callAsFunction(_ values: PairedValues) -> Double {
        guard isRelative else { return greaterIsBetter ? values.candidate : -values.candidate }
        let difference =
            greaterIsBetter ? values.candidate - values.champion : values.champion - values.candidate
        return fraction == 0 ? difference : difference - fraction * abs(values.champion)
    }
}

/// The resampled gains of a candidate (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 14).
package struct Bootstrap: Sendable {
    /// The gain over all rows.
    let observed: Double
    /// The gains of the resamples, ascending.
    let sorted: [Double]
    /// z₀ = Φ⁻¹ of the fraction of resamples below the observed gain, ties counting half; 0 for the percentile interval.
    let bias: Double
    /// a = Σd³ / (6 (Σd²)^(3/2)) with d the jackknife's mean minus each of its values; 0 for the percentile interval.
    let acceleration: Double

    init<Statistic: PairedStatistic>(_ statistic: Statistic, gain: Gain, plan: BootstrapPlan) {
        observed = gain(statistic.values)
        let ranges = Parts.ranges(max(1, plan.resamples), count: plan.threads)
        let parts = Parts.map(ranges.count) { part in
            var scratch = statistic.makeScratch()
            return ranges[part].map { resample in
                var random = RandomSource(seed: plan.seed, stream: UInt64(resample))
                return gain(statistic.resampled(&scratch, &random))
            }
        }
        // A resample without one of the classes has no value for some metrics: it tells nothing, and is left out.
        sorted = parts.joined().filter(\.isFinite).sorted()
        guard plan.interval == .bca else {
            (bias, acceleration) = (0, 0)
            return
        }
        let below = Self.place(of: observed, in: sorted)
        bias = NormalDistribution.quantile(below)
        acceleration = Self.acceleration(statistic, gain)
    }

    /// With fewer resampled values no interval is given.
    static let fewestResamples = 100

    /// Whether there is nothing to take an interval from: too few resamples with a value, or all on one side of the observed gain, or
    /// all the same.
    var isDegenerate: Bool {
        guard let first = sorted.first, let last = sorted.last else { return true }
        return sorted.count < Self.fewestResamples || first == last || !bias.isFinite || !acceleration.isFinite
            || !observed.isFinite
    }

    /// The one-sided limit that the gain exceeds with `confidence`; with 1 − confidence it is the upper limit.
    func lowerLimit(confidence: Double) -> Double {
        let z = bias + NormalDistribution.quantile(1 - confidence)
        let level = NormalDistribution.cumulative(bias + z / (1 - acceleration * z))
        return quantile(level)
    }

    /// The smallest 1 − confidence at which the lower limit still reaches `required`: the p-value of "the gain is below it".
    /// Not less than 1 / (resamples + 1), which is what the resamples can show.
    func pValue(required: Double) -> Double {
        let floor = 1 / Double(sorted.count + 1)
        let below = Self.place(of: required, in: sorted)
        guard below > 0 else { return floor }
        guard below < 1 else { return 1 }
        let w = NormalDistribution.quantile(below) - bias
        guard 1 + acceleration * w > 0 else { return w < 0 ? floor : 1 }
        return max(floor, NormalDistribution.cumulative(w / (1 + acceleration * w) - bias))
    }

    /// The quantile by linear interpolation between the two nearest values, as numpy's default.
    private func quantile(_ level: Double) -> Double {
        let place = min(max(level, 0), 1) * Double(sorted.count - 1)
        let lower = Int(place)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
    }

    /// The fraction of values below `value`, ties counting half.
    private static func place(of value: Double, in sorted: [Double]) -> Double {
        let less = firstIndex(in: sorted) { $0 >= value }
        let notMore = firstIndex(in: sorted) { $0 > value }
        return Double(less + notMore) / 2 / Double(max(sorted.count, 1))
    }

    private static func firstIndex(in sorted: [Double], where reached: (Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if reached(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func acceleration<Statistic: PairedStatistic>(_ statistic: Statistic, _ gain: Gain) -> Double {
        var values: [(gain: Double, rows: Double)] = []
        statistic.leaveOneOut { values.append((gain($0), $1)) }
        let rows = values.reduce(0) { $0 + $1.rows }
        let mean = values.reduce(0) { $0 + $1.gain * $1.rows } / rows
        var (squares, cubes) = (0.0, 0.0)
        for value in values {
            let distance = mean - value.gain
            squares += distance * distance * value.rows
            cubes += distance * distance * distance * value.rows
        }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }
}
