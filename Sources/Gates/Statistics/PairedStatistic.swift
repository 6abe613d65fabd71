/// A metric of both models over the same rows, in the form that a bootstrap needs.
protocol PairedStatistic: Sendable {
    /// Working memory of one thread.
    associatedtype Scratch

    /// The rows.
    var rows: Int { get }
    /// The values over all rows.
    var values: PairedValues { get }

    func makeScratch() -> Scratch
    /// The values over as many rows, drawn with replacement.
    func resampled(_ scratch: inout Scratch, _ random: inout RandomSource) -> PairedValues
    /// Calls `body` with the values over all rows but one, and how many rows give these same values: each row once in total.
    func leaveOneOut(_ body: (PairedValues, Double) -> Void)
}
