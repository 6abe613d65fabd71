/// The rows that a comparison is made on, in the form that its metric needs.
package enum PairedEvidence: Sendable {
    case classes(JointCells)
    /// Probabilities or scores of the positive class.
    case scores(ScorePairs)
    case numbers(labels: [Double], candidate: [Double], champion: [Double])

    /// The rows.
    package var rows: Int {
        switch self {
        case .classes(let cells): cells.rows
        case .scores(let pairs): pairs.rows
        case .numbers(let labels, _, _): labels.count
        }
    }
}

/// A metric with the rows that it is taken from.
enum Comparison: Sendable {
    case counts(CountStatistic)
    case sums(RowStatistic)
    case ranks(RankStatistic)

    /// Why a metric cannot be compared on some rows.
    struct Obstacle: Error, Hashable {
        let reason: String
    }

    init(_ metric: PairedMetric, on evidence: PairedEvidence) throws(Obstacle) {
        switch (metric, evidence) {
        case (.accuracy, .classes(let cells)), (.precision, .classes(let cells)), (.recall, .classes(let cells)),
            (.f1, .classes(let cells)):
            self = try Self.ofCounts(metric, cells)
        case (.logLoss, .scores(let pairs)), (.brier, .scores(let pairs)):
            self = try Self.ofProbabilities(metric, pairs)
        case (.rocAUC, .scores(let pairs)), (.prAUC, .scores(let pairs)):
            try Self.requireBothClasses(pairs)
            self = .ranks(RankStatistic(form: metric == .rocAUC ? .roc : .averagePrecision, pairs: pairs))
        case (.rmse, .numbers(let labels, let candidate, let champion)):
            self = .sums(
                RowStatistic(
                    form: .rootOfMean, candidate: RowLosses.squared(labels, candidate),
                    champion: RowLosses.squared(labels, champion)))
        case (.mae, .numbers(let labels, let candidate, let champion)):
            self = .sums(
                RowStatistic(
                    form: .mean, candidate: RowLosses.absolute(labels, candidate),
                    champion: RowLosses.absolute(labels, champion)))
        case (.r2, .numbers(let labels, let candidate, let champion)):
            self = .sums(
                RowStatistic(
                    form: .determination, candidate: RowLosses.squared(labels, candidate),
                    champion: RowLosses.squared(labels, champion), labels: labels))
        default:
            throw Obstacle(reason: "\(metric.name) cannot be taken from what was predicted: classes, scores or numbers")
        }
    }

    private static func ofCounts(_ metric: PairedMetric, _ cells: JointCells) throws(Obstacle) -> Comparison {
        guard let score = ClassScore(metric, classes: cells.classes) else {
            throw Obstacle(reason: "the positive class of \(metric.name) is not among the labels")
        }
        if case .one(let index) = score.average, cells.support[index] == 0 {
            throw Obstacle(
                reason: "no row has the label '\(cells.classes[index])', the positive class of \(metric.name)")
        }
        return .counts(CountStatistic(joint: cells, score: score))
    }

    private static func ofProbabilities(_ metric: PairedMetric, _ pairs: ScorePairs) throws(Obstacle) -> Comparison {
        for (owner, values) in [("candidate", pairs.candidate), ("champion", pairs.champion)] {
            if let row = RowLosses.firstImpossible(values) {
                throw Obstacle(reason: "the \(owner)'s score \(values[row]) of row \(row + 1) is no probability")
            }
        }
        let losses = metric == .brier ? RowLosses.brier : RowLosses.logarithmic
        return .sums(
            RowStatistic(
                form: .mean, candidate: losses(pairs.positive, pairs.candidate),
                champion: losses(pairs.positive, pairs.champion)))
    }

    private static func requireBothClasses(_ pairs: ScorePairs) throws(Obstacle) {
        if pairs.positives == 0 { throw Obstacle(reason: "no row is of the positive class") }
        if pairs.positives == pairs.rows { throw Obstacle(reason: "all rows are of the positive class") }
    }

    /// The metric of both models over all rows.
    var values: PairedValues {
        switch self {
        case .counts(let statistic): statistic.values
        case .sums(let statistic): statistic.values
        case .ranks(let statistic): statistic.values
        }
    }

    func bootstrap(gain: Gain, plan: BootstrapPlan) -> Bootstrap {
        switch self {
        case .counts(let statistic): Bootstrap(statistic, gain: gain, plan: plan)
        case .sums(let statistic): Bootstrap(statistic, gain: gain, plan: plan)
        case .ranks(let statistic): Bootstrap(statistic, gain: gain, plan: plan)
        }
    }
}

extension PairedMetric {
    /// The metric of both models over all rows.
    /// - Returns: nil if the rows are not of the metric's form, or lack a class that it needs.
    package func values(on evidence: PairedEvidence) -> PairedValues? {
        guard let comparison = try? Comparison(self, on: evidence) else { return nil }
        return comparison.values
    }
}
