/// A metric that candidate and champion are compared by, row by row of the same data. Defined as scikit-learn defines it.
package enum PairedMetric: Hashable, Sendable {
    case accuracy
    case precision(ClassAverage)
    case recall(ClassAverage)
    case f1(ClassAverage)
    /// −mean ln p of the class that was true, of two classes.
    case logLoss
    /// The mean squared difference between probability and outcome, of two classes.
    case brier
    case rmse
    case mae
    case r2
    /// The area under the curve of true over false positives.
    case rocAUC
    /// Average precision: Σ (recallₖ − recallₖ₋₁) precisionₖ over the thresholds.
    case prAUC

    /// Whether a larger value is the better one.
    package var greaterIsBetter: Bool {
        switch self {
        case .accuracy, .precision, .recall, .f1, .r2, .rocAUC, .prAUC: true
        case .logLoss, .brier, .rmse, .mae: false
        }
    }

    /// The name in titles and sentences.
    package var name: String {
        switch self {
        case .accuracy: "accuracy"
        case .precision(let average): "precision\(average.suffix)"
        case .recall(let average): "recall\(average.suffix)"
        case .f1(let average): "f1\(average.suffix)"
        case .logLoss: "log loss"
        case .brier: "brier score"
        case .rmse: "rmse"
        case .mae: "mae"
        case .r2: "r2"
        case .rocAUC: "roc auc"
        case .prAUC: "pr auc"
        }
    }
}

/// How precision, recall and F1 of several classes become one number.
package enum ClassAverage: Hashable, Sendable {
    /// Those of one class, the positive one.
    case binary(positive: String)
    /// The mean over the classes that are in the labels or in the predictions.
    case macro
    /// Of the counts of all classes together.
    case micro
    /// The mean weighted by how many rows have the class as their label.
    case weighted

    fileprivate var suffix: String {
        switch self {
        case .binary: ""
        case .macro: " (macro)"
        case .micro: " (micro)"
        case .weighted: " (weighted)"
        }
    }
}

/// The values of one metric for both models.
package struct PairedValues: Hashable, Sendable {
    package var candidate: Double
    package var champion: Double

    package init(candidate: Double, champion: Double) {
        self.candidate = candidate
        self.champion = champion
    }
}
