/// The status of a run, of a step in it, and of a promotion. One spelling each, everywhere.
package enum RunStatus: String, Codable, Sendable, CaseIterable {
    case pending = "Pending"
    case running = "Running"
    case awaitingApproval = "AwaitingApproval"
    /// A condition outside the run is not met; the reason names it. It goes on by itself once it is.
    case blocked = "Blocked"
    case succeeded = "Succeeded"
    /// A definite no.
    case failed = "Failed"
    /// Sluice could not find out.
    case errored = "Errored"
    case aborted = "Aborted"
    case superseded = "Superseded"

    /// Whether nothing more will happen.
    package var isFinal: Bool {
        switch self {
        case .pending, .running, .awaitingApproval, .blocked: false
        case .succeeded, .failed, .errored, .aborted, .superseded: true
        }
    }
}
