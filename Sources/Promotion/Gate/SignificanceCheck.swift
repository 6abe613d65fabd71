/// A comparison of candidate and champion on the same rows: the gain must clear the margin with confidence.
package struct SignificanceCheck: Hashable, Codable, Sendable {
    package var metric: SignificanceMetric
    /// How precision, recall and F1 of several classes become one; nothing to the other metrics.
    package var average: ClassAveraging
    package var margin: SignificanceMargin
    package var method: SignificanceMethod
    /// Between 0.5 and 1; the interval is one-sided.
    package var confidence: Double
    package var resamples: Int
    package var seed: UInt64
    /// With fewer rows nothing can be said.
    package var minSamples: Int
    package var slices: SliceRule?
    package var predictions: PredictionSource

    package init(
        metric: SignificanceMetric, average: ClassAveraging = .binary,
        margin: SignificanceMargin = .minAbsoluteChange(0),
        method: SignificanceMethod? = nil, confidence: Double = 0.95, resamples: Int = 10_000, seed: UInt64 = 0,
        minSamples: Int = 30, slices: SliceRule? = nil, predictions: PredictionSource = PredictionSource()
    ) {
        self.metric = metric
        self.average = average
        self.margin = margin
        self.method = method ?? (metric == .rocAUC ? .delong : .bca)
        self.confidence = confidence
        self.resamples = resamples
        self.seed = seed
        self.minSamples = minSamples
        self.slices = slices
        self.predictions = predictions
    }
}

/// A metric that can be taken from predictions, by the name that scikit-learn's scores have in most logs.
package enum SignificanceMetric: String, Codable, Sendable, CaseIterable {
    case accuracy, precision, recall, f1
    case logLoss = "log_loss"
    case brier, rmse, mae, r2
    case rocAUC = "roc_auc"
    case prAUC = "pr_auc"

    /// Whether a larger value is the better one.
    package var greaterIsBetter: Bool {
        switch self {
        case .accuracy, .precision, .recall, .f1, .r2, .rocAUC, .prAUC: true
        case .logLoss, .brier, .rmse, .mae: false
        }
    }
}

/// How a metric of several classes becomes one number.
package enum ClassAveraging: String, Codable, Sendable, CaseIterable {
    /// That of the positive class.
    case binary
    case macro, micro, weighted
}

/// How the interval, or the answer, is found.
package enum SignificanceMethod: String, Codable, Sendable, CaseIterable {
    /// Bootstrap, corrected for bias and acceleration.
    case bca
    /// Bootstrap, the plain quantile.
    case percentile
    /// DeLong's normal interval, of ROC AUC alone.
    case delong
    /// McNemar's exact test of being right more often, of accuracy alone.
    case mcnemar
}

/// What the gain over the champion must clear with confidence.
package enum SignificanceMargin: Hashable, Codable, Sendable {
    /// At least this much better, in the metric's unit; 0 asks that it is not worse.
    case minAbsoluteChange(Double)
    /// At least this fraction of the champion's |value| better.
    case minRelativeChange(Double)
    /// At most this much worse (non-inferiority).
    case maxAbsoluteDrop(Double)
    /// At most this fraction of the champion's |value| worse.
    case maxRelativeDrop(Double)
}

/// A condition that each part of the rows must meet.
package struct SliceRule: Hashable, Codable, Sendable {
    /// The columns whose values, together, tell the parts apart.
    package var columns: [String]
    /// Parts with fewer rows are left out, and counted.
    package var smallest: Int

    package init(columns: [String], smallest: Int = 30) {
        self.columns = columns
        self.smallest = smallest
    }
}

/// The table of predictions that the evaluate step logged, and what its columns are called.
package struct PredictionSource: Hashable, Codable, Sendable {
    /// The artifact's path: a table of `mlflow.log_table` (`.json`) or CSV (`.csv`).
    package var file: String
    /// What is true: the class, or the number.
    package var label: String
    /// What the model says: the class, or the number.
    package var prediction: String
    /// The probability or score of the positive class.
    package var score: String
    /// The column that names a row; nil pairs the rows by their order.
    package var id: String?
    /// The class that is the positive one.
    package var positive: String

    package init(
        file: String = "predictions.json", label: String = "label", prediction: String = "prediction",
        score: String = "score", id: String? = nil, positive: String = "1"
    ) {
        self.file = file
        self.label = label
        self.prediction = prediction
        self.score = score
        self.id = id
        self.positive = positive
    }
}
