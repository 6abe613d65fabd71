package import Promotion

/// Since when the candidate's commit, or the candidate itself, is successful in the environment before.
package enum SoakEvidence: Hashable, Codable, Sendable {
    case succeeded(environment: EnvironmentName, since: Timestamp)
    /// It never was.
    case notYet(environment: EnvironmentName)
    case unknown(reason: String)
}
