/// The loss of each row, for the metrics that are means or sums of them.
enum RowLosses {
    /// (y − p)²
    static func squared(_ labels: [Double], _ predictions: [Double]) -> [Double] {
        labels.indices.map { (labels[$0] - predictions[$0]) * (labels[$0] - predictions[$0]) }
    }

    /// |y − p|
    static func absolute(_ labels: [Double], _ predictions: [Double]) -> [Double] {
        labels.indices.map { abs(labels[$0] - predictions[$0]) }
    }

    /// (outcome − probability)²
    static func brier(_ positive: [Bool], _ probabilities: [Double]) -> [Double] {
        positive.indices.map { index in
            let error = (positive[index] ? 1 : 0) - probabilities[index]
            return error * error
        }
    }

    /// −ln of the probability of what happened, kept from 0 and 1 by the distance that scikit-learn keeps, 2⁻⁵².
    static func logarithmic(_ positive: [Bool], _ probabilities: [Double]) -> [Double] {
        positive.indices.map { index in
            let p = min(max(probabilities[index], 0x1p-52), 1 - 0x1p-52)
            return -(positive[index] ? PortableMath.log(p) : PortableMath.log1p(-p))
        }
    }

    /// The first row whose value is no probability.
    static func firstImpossible(_ probabilities: [Double]) -> Int? {
        probabilities.firstIndex { !($0 >= 0 && $0 <= 1) }
    }
}
