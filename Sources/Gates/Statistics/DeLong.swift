/// The areas under two correlated ROC curves and the variance of their difference (DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988), in
/// O(n log n) by midranks (Sun & Xu, IEEE Signal Processing Letters 21, 2014).
///
/// V10 of a positive is the fraction of negatives below it, V01 of a negative the fraction of positives above it, ties counting half.
/// With P positives and N negatives, Var = S10/P + S01/N of the sample covariances.
package struct DeLong: Hashable, Sendable {
    package let auc: PairedValues
    package let varianceOfCandidate: Double
    package let varianceOfChampion: Double
    package let covariance: Double

    /// - Returns: nil with fewer than two rows of a class, which have no variance.
    package init?(_ pairs: ScorePairs) {
        let positives = pairs.positives
        let negatives = pairs.rows - positives
        guard positives >= 2, negatives >= 2 else { return nil }
        let components = Parts.map(2) { Self.components(pairs, of: $0 == 0 ? pairs.candidate : pairs.champion) }
        let moments = Self.moments(pairs.positive, components[0], components[1])
        auc = PairedValues(candidate: moments.positive.meanX, champion: moments.positive.meanY)
        let (p, n) = (Double(positives), Double(negatives))
        varianceOfCandidate = moments.positive.xx / (p * (p - 1)) + moments.negative.xx / (n * (n - 1))
        varianceOfChampion = moments.positive.yy / (p * (p - 1)) + moments.negative.yy / (n * (n - 1))
        covariance = moments.positive.xy / (p * (p - 1)) + moments.negative.xy / (n * (n - 1))
    }

    /// V10 or V01 of each row.
    private static func components(_ pairs: ScorePairs, of scores: [Double]) -> [Double] {
        let order = ScoreOrder(scores)
        let positives = Double(pairs.positives)
        let negatives = Double(pairs.rows - pairs.positives)
        var result = [Double](repeating: 0, count: pairs.rows)
        var above = 0.0
        var below = negatives
        var start = 0
        while start < order.rows.count {
            var end = start
            var inGroup = 0.0
            repeat {
                inGroup += pairs.positive[Int(order.rows[end])] ? 1 : 0
                end += 1
            } while end < order.rows.count && order.tied[end]
            let negativesInGroup = Double(end - start) - inGroup
            below -= negativesInGroup
            let ofPositive = (below + negativesInGroup / 2) / negatives
            let ofNegative = (above + inGroup / 2) / positives
            for place in start..<end {
                let row = Int(order.rows[place])
                result[row] = pairs.positive[row] ? ofPositive : ofNegative
            }
            above += inGroup
            start = end
        }
        return result
    }

    /// Means, and sums of squares and products about them.
    private struct Moments {
        var meanX = 0.0
        var meanY = 0.0
        var xx = 0.0
        var yy = 0.0
        var xy = 0.0
    }

    private static func moments(
        _ positive: [Bool], _ x: [Double], _ y: [Double]
    ) -> (positive: Moments, negative: Moments) {
        func of(_ wanted: Bool) -> Moments {
            var moments = Moments()
            var count = 0.0
            for row in positive.indices where positive[row] == wanted {
                moments.meanX += x[row]
                moments.meanY += y[row]
                count += 1
            }
            moments.meanX /= count
            moments.meanY /= count
            for row in positive.indices where positive[row] == wanted {
                let (dx, dy) = (x[row] - moments.meanX, y[row] - moments.meanY)
                moments.xx += dx * dx
                moments.yy += dy * dy
                moments.xy += dx * dy
            }
            return moments
        }
        return (of(true), of(false))
    }

    /// The standard error of `candidate − weight · champion`.
    package func standardError(weight: Double = 1) -> Double {
        max(0, varianceOfCandidate + weight * weight * varianceOfChampion - 2 * weight * covariance).squareRoot()
    }

    /// The two-sided p-value that both areas are the same; nil if the difference has no variance.
    package var pValue: Double? {
        let error = standardError()
        guard error > 0 else { return nil }
        return 2 * NormalDistribution.cumulative(-abs(auc.candidate - auc.champion) / error)
    }
}
