/// For each class how often it was true, predicted, and both: all that accuracy, precision, recall and F1 need.
package struct ClassTallies: Sendable {
    /// How many rows have the class as label.
    package var actual: [Double]
    /// For how many it was predicted.
    package var predicted: [Double]
    /// For how many both.
    package var both: [Double]

    package init(classes: Int) {
        actual = Array(repeating: 0, count: classes)
        predicted = actual
        both = actual
    }

    mutating func clear() {
        for index in actual.indices {
            actual[index] = 0
            predicted[index] = 0
            both[index] = 0
        }
    }

    /// Adds `count` rows with this label and prediction.
    @inline(__always)
    package mutating func add(_ count: Double, label: Int, prediction: Int) {
        actual[label] += count
        predicted[prediction] += count
        if label == prediction { both[label] += count }
    }

    /// The value of a metric. A fraction whose denominator is 0 is 0, as scikit-learn's `zero_division="warn"` has it; NaN only
    /// where there are no rows.
    func value(of score: ClassScore) -> Double {
        let rows = actual.reduce(0, +)
        guard rows > 0 else { return .nan }
        switch score.average {
        case .one(let index): return score.ratio(both[index], predicted[index], actual[index])
        case .micro: return score.ratio(both.reduce(0, +), predicted.reduce(0, +), rows)
        case .macro, .weighted: return mean(score, rows: rows)
        }
    }

    private func mean(_ score: ClassScore, rows: Double) -> Double {
        var sum = 0.0
        var present = 0.0
        for index in actual.indices where actual[index] > 0 || predicted[index] > 0 {
            let value = score.ratio(both[index], predicted[index], actual[index])
            sum += score.average == .weighted ? value * actual[index] : value
            present += 1
        }
        return sum / (score.average == .weighted ? rows : present)
    }
}

/// A metric of counts, with the positive class as its index.
struct ClassScore: Hashable, Sendable {
    enum Kind { case precision, recall, f1 }

    enum Average: Hashable {
        case one(Int)
        case micro
        case macro
        case weighted
    }

    let kind: Kind
    let average: Average

    /// - Returns: nil if the metric is not one of counts, or its positive class is none of `classes`.
    init?(_ metric: PairedMetric, classes: [String]) {
        let asked: ClassAverage
        switch metric {
        // The micro average of each of the three is the fraction of rows that are right.
        case .accuracy: (kind, asked) = (.f1, .micro)
        case .precision(let average): (kind, asked) = (.precision, average)
        case .recall(let average): (kind, asked) = (.recall, average)
        case .f1(let average): (kind, asked) = (.f1, average)
        case .logLoss, .brier, .rmse, .mae, .r2, .rocAUC, .prAUC: return nil
        }
        switch asked {
        case .binary(let positive):
            guard let index = classes.firstIndex(of: positive) else { return nil }
            average = .one(index)
        case .macro: average = .macro
        case .micro: average = .micro
        case .weighted: average = .weighted
        }
    }

    @inline(__always)
    func ratio(_ both: Double, _ predicted: Double, _ actual: Double) -> Double {
        let (numerator, denominator) =
            switch kind {
            case .precision: (both, predicted)
            case .recall: (both, actual)
            case .f1: (2 * both, predicted + actual)
            }
        return denominator > 0 ? numerator / denominator : 0
    }
}
