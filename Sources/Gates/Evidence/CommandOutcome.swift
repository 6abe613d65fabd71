/// What became of a command check.
package enum CommandOutcome: Hashable, Codable, Sendable {
    /// `verdict` are the bytes of its verdict file; nil if it wrote none.
    case exited(code: Int32, verdict: [UInt8]?)
    /// It was not started, timed out, was killed or lost; `reason` says which.
    case unfinished(reason: String)
}
