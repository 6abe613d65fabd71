/// What rows say about the mean that they come from: Student's t, corrected for skewness by a cubic transformation that grows everywhere
/// and so has an inverse (Hall, "On the Removal of Skewness by Transformation", Journal of the Royal Statistical Society B 54, 1992).
///
/// With W = (x̄ − μ)/s and the skewness γ, √n (W + γW²/3 + γ²W³/27 + γ/(6n)) is compared with Student's distribution of n − 1 degrees of
/// freedom. Without the correction, rare large losses let more through than 1 − confidence, by a term of order 1/√n.
package struct MeanTest: Hashable, Sendable {
    package let rows: Int
    package let mean: Double
    /// With n − 1 in the denominator.
    package let deviation: Double
    /// The third moment about the mean over the 3/2-th power of the second, both with n in the denominator.
    package let skewness: Double

    /// - Returns: nil if there are fewer than two rows, or their values have no spread.
    package init?(_ values: [Double]) {
        guard values.count >= 2 else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        var (squares, cubes) = (0.0, 0.0)
        for value in values {
            let distance = value - mean
            squares += distance * distance
            cubes += distance * distance * distance
        }
        let deviation = (squares / (n - 1)).squareRoot()
        let variance = squares / n
        let skewness = cubes / n / (variance * variance.squareRoot())
        // Equal values differ from their mean by its rounding.
        guard deviation > abs(mean) * 1e-14, deviation.isFinite, skewness.isFinite else { return nil }
        rows = values.count
        (self.mean, self.deviation, self.skewness) = (mean, deviation, skewness)
    }

    private var degrees: Double { Double(rows - 1) }

    /// Of the hypothesis that the mean which the rows come from is not above `least`.
    package func pValue(above least: Double) -> Double {
        let w = (mean - least) / deviation
        let n = Double(rows)
        let corrected = w + skewness * w * w / 3 + skewness * skewness * w * w * w / 27 + skewness / (6 * n)
        return StudentDistribution.cumulative(-corrected * n.squareRoot(), degrees: degrees)
    }

    /// The one-sided limit that the mean exceeds with `confidence`; with 1 − confidence it is the upper limit.
    package func lowerLimit(confidence: Double) -> Double {
        let n = Double(rows)
        let t = StudentDistribution.quantile(confidence, degrees: degrees)
        let y = t / n.squareRoot() - skewness / (6 * n)
        // 3 (∛(1 + γy) − 1)/γ, so written that no skewness is no case of its own.
        let root = PortableMath.cubeRoot(1 + skewness * y)
        return mean - deviation * 3 * y / (root * root + root + 1)
    }
}
