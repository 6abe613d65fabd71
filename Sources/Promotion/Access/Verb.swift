/// What somebody may do in an environment of a project. None implies another.
package enum Verb: String, Codable, Sendable, CaseIterable {
    /// See runs, logs, models, gates and lineage.
    case view
    /// Write experiments, runs, artifacts and registered models of the workspace, but no guarded alias.
    case edit
    /// Start and abort runs.
    case run
    /// Agree to a promotion, or reject it.
    case approve
    /// Promote a version that the gate let through.
    case promote
    /// Make an earlier champion the champion again.
    case rollback
    /// Pin an environment, and resume it.
    case hold
    /// Let a version pass a gate by name and reason.
    case override
    /// Keep a version from ever becoming champion.
    case block
    /// Set and remove secrets; nobody can read one.
    case secrets
    /// Read the ledger and the record of who was let in or refused.
    case audit
    /// Add and remove projects, people, tokens and webhooks.
    case administer
}
