import Promotion

/// A metric as a check finds it: a figure, or the reason why there is none.
enum MetricReading {
    case figure(ExactDecimal, Double)
    case unusable(Verdict, reason: String)

    /// - Parameters:
    ///   - metric: the name to look up.
    ///   - scores: where to look.
    ///   - owner: whose scores they are, as a sentence begins, such as `the candidate`.
    init(_ metric: String, in scores: Scores, of owner: String) {
        switch scores.metrics[metric] {
        case .number(let value):
            if let exact = ExactDecimal(value) {
                self = .figure(exact, value)
            } else {
                let shown = value.isNaN ? "NaN, not a number" : value < 0 ? "minus infinity" : "infinite"
                self = .unusable(.failed, reason: "\(metric) of \(owner) is \(shown): such a figure never passes")
            }
        case .text(let text):
            self = .unusable(
                .inconclusive,
                reason: "\(metric) of \(owner) was logged as text, \(text.quotedForMessage), and not as a number")
        case nil:
            let logged = scores.metrics.keys.sorted()
            let known =
                logged.isEmpty
                ? "the evaluate step logged no metric"
                : "the evaluate step logged \(logged.prefix(8).map(\.quotedForMessage).joined(separator: ", "))"
                    + (logged.count > 8 ? " and \(logged.count - 8) more" : "")
            self = .unusable(.inconclusive, reason: "\(metric) of \(owner) is missing: \(known)")
        }
    }
}
