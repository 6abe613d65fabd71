import Promotion

/// How much better than the champion a candidate has to be.
enum ChampionMargin {
    case absolute(Double)
    /// A fraction of the champion's |value|.
    case relative(Double)
    /// So much may be lost.
    case absoluteDrop(Double)
    /// So large a fraction of the champion's |value| may be lost.
    case relativeDrop(Double)

    /// What a champion of value 0 must be beaten by where a fraction was asked: a fraction of 0 would ask nothing.
    /// The same as MLflow's, in `mlflow/models/evaluation/validation.py`.
    static let leastChangeFromZero = 1e-10

    /// One margin for each change that the check names; a comparison that names none asks for no loss.
    static func asked(by check: MetricCheck) -> [ChampionMargin] {
        guard check.comparesWithChampion else { return [] }
        let margins =
            [
                check.minAbsoluteChange.map(ChampionMargin.absolute),
                check.minRelativeChange.map(ChampionMargin.relative),
                check.maxAbsoluteDrop.map(ChampionMargin.absoluteDrop),
                check.maxRelativeDrop.map(ChampionMargin.relativeDrop),
            ]
            .compactMap { $0 }
        return margins.isEmpty ? [.absolute(0)] : margins
    }

    /// The margin in the metric's unit, negative where a loss is allowed; nil if the policy's figure is NaN, infinite or a negative loss.
    func amount(over champion: ExactDecimal) -> ExactDecimal? {
        switch self {
        case .absolute(let change): ExactDecimal(change)
        case .relative where champion == .zero: ExactDecimal(Self.leastChangeFromZero)
        case .relative(let fraction): ExactDecimal(fraction).map { $0 * champion.magnitude }
        case .absoluteDrop(let drop): drop < 0 ? nil : ExactDecimal(drop).map { -$0 }
        case .relativeDrop(let fraction):
            fraction < 0 ? nil : ExactDecimal(fraction).map { -($0 * champion.magnitude) }
        }
    }

    /// The same for a comparison with confidence.
    var significance: SignificanceMargin {
        switch self {
        case .absolute(let change): .minAbsoluteChange(change)
        case .relative(let fraction): .minRelativeChange(fraction)
        case .absoluteDrop(let drop): .maxAbsoluteDrop(drop)
        case .relativeDrop(let fraction): .maxRelativeDrop(fraction)
        }
    }

    /// The margin as a title ends: empty for none.
    var title: String {
        switch self {
        case .absolute(0): ""
        case .absolute(let change): " by at least \(ExactDecimal(change)?.description ?? "\(change)")"
        case .relative: " by at least \(percent)"
        case .absoluteDrop(let drop): ", at most \(ExactDecimal(drop)?.description ?? "\(drop)") worse"
        case .relativeDrop: ", at most \(percent) worse"
        }
    }

    /// What was asked, in brackets after the amount.
    func note(over champion: ExactDecimal) -> String {
        switch self {
        case .absolute, .absoluteDrop: ""
        case .relative where champion == .zero: " (a fraction of 0 cannot be asked for)"
        case .relative, .relativeDrop: " (\(percent))"
        }
    }

    private var percent: String {
        let fraction: Double
        switch self {
        case .absolute, .absoluteDrop: return ""
        case .relative(let asked): fraction = asked
        case .relativeDrop(let allowed): fraction = allowed
        }
        guard let exact = ExactDecimal(fraction) else { return "" }
        return "\(ExactDecimal(digits: exact.digits, exponent: exact.exponent + 2, isNegative: exact.isNegative)) %"
    }

    /// Whether it allows a loss.
    var isDrop: Bool {
        switch self {
        case .absolute, .relative: false
        case .absoluteDrop, .relativeDrop: true
        }
    }
}
