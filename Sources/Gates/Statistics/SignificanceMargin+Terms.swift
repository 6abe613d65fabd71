import Promotion

extension SignificanceMargin {
    /// The fraction of the champion's value that is part of the gain, and what is asked of the gain.
    var terms: (fraction: Double, required: Double) {
        switch self {
        case .minAbsoluteChange(let change): (0, change)
        case .minRelativeChange(let fraction): (fraction, 0)
        case .maxAbsoluteDrop(let drop): (0, -drop)
        case .maxRelativeDrop(let fraction): (-fraction, 0)
        }
    }

    /// Whether it is a finite number, and a drop is not negative.
    var isUsable: Bool {
        switch self {
        case .minAbsoluteChange(let value), .minRelativeChange(let value): value.isFinite
        case .maxAbsoluteDrop(let value), .maxRelativeDrop(let value): value.isFinite && value >= 0
        }
    }

    /// The condition in words, behind "the candidate is".
    var words: String {
        switch self {
        case .minAbsoluteChange(0), .minRelativeChange(0), .maxAbsoluteDrop(0), .maxRelativeDrop(0): "not worse"
        case .minAbsoluteChange(let change): "at least \(figure(change)) better"
        case .minRelativeChange(let fraction): "at least \(figure(fraction * 100)) % better"
        case .maxAbsoluteDrop(let drop): "at most \(figure(drop)) worse"
        case .maxRelativeDrop(let fraction): "at most \(figure(fraction * 100)) % worse"
        }
    }
}
