/// A condition on what the candidate's decisions are worth.
package struct ValueCheck: Hashable, Codable, Sendable {
    /// The expression over confusion counts and columns, checked when the definition was read.
    package var expression: String
    /// What a value is counted in, such as `USD`; empty for none.
    package var unit: String
    /// The least value that passes, inclusive.
    package var floor: Double?
    /// How much more than the champion's it must at least be; nil if they are not compared.
    package var minAbsoluteChange: Double?
    /// Of the one-sided interval of the value, between 0.5 and 1; nil judges by the figures alone.
    package var confidence: Double?
    /// With fewer rows nothing can be said with confidence; nil without `confidence`.
    package var minSamples: Int?
    package var slices: SliceRule?
    package var predictions: PredictionSource

    package init(
        expression: String, unit: String = "", floor: Double? = nil, minAbsoluteChange: Double? = nil,
        confidence: Double? = nil, minSamples: Int? = nil, slices: SliceRule? = nil,
        predictions: PredictionSource = PredictionSource()
    ) {
        self.expression = expression
        self.unit = unit
        self.floor = floor
        self.minAbsoluteChange = minAbsoluteChange
        self.confidence = confidence
        self.minSamples = confidence == nil ? nil : minSamples ?? 30
        self.slices = slices
        self.predictions = predictions
    }
}
