/// The area under the ROC curve, or average precision. Both are functions of how the scores order the rows, so the rows are sorted once; a
/// resample draws rows one by one with replacement and goes over the order with how often each was drawn, which is the bootstrap itself.
struct RankStatistic: PairedStatistic {
    enum Form { case roc, averagePrecision }

    let form: Form
    private let pairs: ScorePairs
    private let orders: [ScoreOrder]

    init(form: Form, pairs: ScorePairs) {
        self.form = form
        self.pairs = pairs
        orders = pairs.orders
    }

    var rows: Int { pairs.rows }

    var values: PairedValues { values([Int32](repeating: 1, count: rows)) }

    func makeScratch() -> [Int32] { [Int32](repeating: 0, count: rows) }

    func resampled(_ scratch: inout [Int32], _ random: inout RandomSource) -> PairedValues {
        for row in 0..<rows { scratch[row] = 0 }
        for _ in 0..<rows { scratch[random.index(below: rows)] += 1 }
        return values(scratch)
    }

    private func values(_ weights: [Int32]) -> PairedValues {
        PairedValues(candidate: area(groups(orders[0], weights)), champion: area(groups(orders[1], weights)))
    }

    /// The positives and negatives of each distinct score, highest first.
    private func groups(_ order: ScoreOrder, _ weights: [Int32]) -> [(positive: Double, negative: Double)] {
        var groups: [(positive: Double, negative: Double)] = []
        groups.reserveCapacity(rows)
        for (place, row) in order.rows.enumerated() {
            if !order.tied[place] { groups.append((0, 0)) }
            let weight = Double(weights[Int(row)])
            if pairs.positive[Int(row)] {
                groups[groups.count - 1].positive += weight
            } else {
                groups[groups.count - 1].negative += weight
            }
        }
        return groups
    }

    /// - Returns: NaN for the area if a class is missing; 0 for average precision without positives, as in scikit-learn.
    private func area(_ groups: [(positive: Double, negative: Double)]) -> Double {
        var above = 0.0
        var total = 0.0
        var sum = 0.0
        for group in groups {
            switch form {
            case .roc:
                sum += group.negative * (above + group.positive / 2)
                above += group.positive
                total += group.negative
            case .averagePrecision:
                above += group.positive
                total += group.positive + group.negative
                if group.positive > 0 { sum += group.positive * above / total }
            }
        }
        switch form {
        case .roc: return above > 0 && total > 0 ? sum / (above * total) : .nan
        case .averagePrecision: return above > 0 ? sum / above : 0
        }
    }

    func leaveOneOut(_ body: (PairedValues, Double) -> Void) {
        let ones = [Int32](repeating: 1, count: rows)
        let parts = orders.map { order in
            let groups = groups(order, ones)
            let left = form == .roc ? leftOutOfROC(groups) : leftOutOfPrecision(groups)
            var result = [Double](repeating: 0, count: rows)
            var group = -1
            for (place, row) in order.rows.enumerated() {
                if !order.tied[place] { group += 1 }
                result[Int(row)] = pairs.positive[Int(row)] ? left[group].positive : left[group].negative
            }
            return result
        }
        for row in 0..<rows { body(PairedValues(candidate: parts[0][row], champion: parts[1][row]), 1) }
    }

    /// For each group the area when one of its positives or negatives is missing.
    private func leftOutOfROC(
        _ groups: [(positive: Double, negative: Double)]
    ) -> [(positive: Double, negative: Double)] {
        let (positives, negatives) = groups.reduce((0.0, 0.0)) { ($0.0 + $1.positive, $0.1 + $1.negative) }
        let wins = area(groups) * positives * negatives
        var above = 0.0
        var below = negatives
        return groups.map { group in
            below -= group.negative
            let ofPositive = below + group.negative / 2
            let ofNegative = above + group.positive / 2
            above += group.positive
            return (
                (wins - ofPositive) / ((positives - 1) * negatives), (wins - ofNegative) / (positives * (negatives - 1))
            )
        }
    }

    /// The same for average precision: groups above the missing row keep their terms; those from it on have one row less, and one positive
    /// less if the row was positive. Sums from the end give each in constant time.
    private func leftOutOfPrecision(
        _ groups: [(positive: Double, negative: Double)]
    ) -> [(positive: Double, negative: Double)] {
        let positives = groups.reduce(0) { $0 + $1.positive }
        var terms = [(own: Double, withoutNegative: Double, withoutPositive: Double, atPositive: Double)]()
        var (above, total, whole) = (0.0, 0.0, 0.0)
        for group in groups {
            above += group.positive
            total += group.positive + group.negative
            let less = total > 1 ? 1 / (total - 1) : 0
            let own = group.positive * above / total
            whole += own
            terms.append(
                (
                    own, group.positive * above * less, group.positive * (above - 1) * less,
                    (group.positive - 1) * (above - 1) * less
                ))
        }
        var result = [(positive: Double, negative: Double)](repeating: (0, 0), count: groups.count)
        var (tail, tailNegative, tailPositive) = (0.0, 0.0, 0.0)
        for index in groups.indices.reversed() {
            let term = terms[index]
            tail += term.own
            tailNegative += term.withoutNegative
            result[index].negative = (whole - tail + tailNegative) / positives
            result[index].positive =
                positives > 1 ? (whole - tail + term.atPositive + tailPositive) / (positives - 1) : 0
            tailPositive += term.withoutPositive
        }
        return result
    }
}
