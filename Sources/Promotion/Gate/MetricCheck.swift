/// A condition on one metric. Keys that MLflow has keep MLflow's names and meaning
/// (`mlflow.models.MetricThreshold`).
package struct MetricCheck: Hashable, Codable, Sendable {
    package var metric: String
    /// The least (or, where lower is better, the greatest) value that passes, inclusive.
    package var threshold: Double?
    /// Whether the champion's value of the metric is compared as well.
    package var againstChampion: Bool
    /// How much better than the champion's value it must at least be, in the metric's unit; a tie passes.
    package var minAbsoluteChange: Double?
    /// How much better it must at least be, as a fraction of the champion's |value|; a tie passes.
    package var minRelativeChange: Double?
    /// How much worse than the champion's value it may be, in the metric's unit; a tie passes.
    package var maxAbsoluteDrop: Double?
    /// How much worse it may be, as a fraction of the champion's |value|; a tie passes.
    package var maxRelativeDrop: Double?
    /// On how many rows it must at least have been taken.
    package var minSamples: Int?
    package var greaterIsBetter: Bool
    /// Of the one-sided intervals of the slices, between 0.5 and 1; nil judges by the figures alone. Only with `slices`.
    package var confidence: Double?
    /// The parts of the rows that must each meet the condition; the metric is then taken from the predictions.
    package var slices: SliceRule?
    /// Where the predictions are; only with `slices`.
    package var predictions: PredictionSource?

    package init(
        metric: String, threshold: Double? = nil, againstChampion: Bool = false, minAbsoluteChange: Double? = nil,
        minRelativeChange: Double? = nil, maxAbsoluteDrop: Double? = nil, maxRelativeDrop: Double? = nil,
        minSamples: Int? = nil, greaterIsBetter: Bool = true, confidence: Double? = nil,
        slices: SliceRule? = nil, predictions: PredictionSource? = nil
    ) {
        self.metric = metric
        self.threshold = threshold
        self.againstChampion = againstChampion
        self.minAbsoluteChange = minAbsoluteChange
        self.minRelativeChange = minRelativeChange
        self.maxAbsoluteDrop = maxAbsoluteDrop
        self.maxRelativeDrop = maxRelativeDrop
        self.minSamples = minSamples
        self.greaterIsBetter = greaterIsBetter
        self.confidence = confidence
        self.slices = slices
        self.predictions = predictions
    }

    /// Whether the champion's figure is needed.
    package var comparesWithChampion: Bool {
        againstChampion || minAbsoluteChange != nil || minRelativeChange != nil || maxAbsoluteDrop != nil
            || maxRelativeDrop != nil
    }
}
