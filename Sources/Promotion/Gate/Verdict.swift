/// The answer of one check, or of a gate.
package enum Verdict: String, Codable, Sendable, CaseIterable {
    case passed = "Passed"
    case failed = "Failed"
    /// There was not enough evidence to say. Never lets a candidate through.
    case inconclusive = "Inconclusive"
    /// The check did not apply, and its reason says why.
    case skipped = "Skipped"
    /// A person let it through by name and reason.
    case overridden = "Overridden"

    /// Whether a candidate with this verdict may go on.
    package var allowsPromotion: Bool {
        switch self {
        case .passed, .skipped, .overridden: true
        case .failed, .inconclusive: false
        }
    }
}
