import Promotion

/// How much better than the champion a candidate has to be.
enum ChampionMargin {
    case absolute(Double)
    /// A fraction of the champion's |value|.
    case relative(Double)

    /// What a champion of value 0 must be beaten by where a fraction was asked: a fraction of 0 would ask nothing.
    /// The same as MLflow's, in `mlflow/models/evaluation/validation.py`.
    static let leastChangeFromZero = 1e-10

    /// One margin for each change that the check names; a comparison that names none asks for no loss.
    static func asked(by check: MetricCheck) -> [ChampionMargin] {
        guard check.againstChampion || check.minAbsoluteChange != nil || check.minRelativeChange != nil else {
            return []
        }
        let margins =
            [
                check.minAbsoluteChange.map(ChampionMargin.absolute),
                check.minRelativeChange.map(ChampionMargin.relative),
            ]
            .compactMap { $0 }
        return margins.isEmpty ? [.absolute(0)] : margins
    }

    /// The margin in the metric's unit; nil if the policy's figure is NaN or infinite.
    func amount(over champion: ExactDecimal) -> ExactDecimal? {
        switch self {
        case .absolute(let change): ExactDecimal(change)
        case .relative where champion == .zero: ExactDecimal(Self.leastChangeFromZero)
        case .relative(let fraction): ExactDecimal(fraction).map { $0 * champion.magnitude }
        }
    }

    /// The margin as a title ends: empty for none.
    var title: String {
        switch self {
        case .absolute(0): ""
        case .absolute(let change): " by at least \(ExactDecimal(change)?.description ?? "\(change)")"
        case .relative: " by at least \(percent)"
        }
    }

    /// What was asked, in brackets after the amount.
    func note(over champion: ExactDecimal) -> String {
        switch self {
        case .absolute: ""
        case .relative where champion == .zero: " (a fraction of 0 cannot be asked for)"
        case .relative: " (\(percent))"
        }
    }

    private var percent: String {
        guard case .relative(let fraction) = self, let exact = ExactDecimal(fraction) else { return "" }
        return "\(ExactDecimal(digits: exact.digits, exponent: exact.exponent + 2, isNegative: exact.isNegative)) %"
    }
}
