/// Labels of two classes and both models' scores for the positive one.
package struct ScorePairs: Sendable {
    /// For each row whether it is of the positive class.
    package let positive: [Bool]
    package let candidate: [Double]
    package let champion: [Double]

    /// The rows.
    package var rows: Int { positive.count }
    /// The rows of the positive class.
    package let positives: Int

    package init(positive: [Bool], candidate: [Double], champion: [Double]) {
        self.positive = positive
        self.candidate = candidate
        self.champion = champion
        positives = positive.count { $0 }
    }

    /// The rows that `keep` names, in order.
    package func subset(_ keep: [Int]) -> ScorePairs {
        ScorePairs(
            positive: keep.map { positive[$0] }, candidate: keep.map { candidate[$0] },
            champion: keep.map { champion[$0] })
    }

    /// The orders of candidate and champion, sorted at the same time.
    var orders: [ScoreOrder] { Parts.map(2) { ScoreOrder($0 == 0 ? candidate : champion) } }
}
