internal import Catalog
package import Promotion

/// Who sent a request.
package enum Principal: Hashable, Sendable {
    /// May read and write in every workspace; what is guarded is guarded for it too.
    case administrator
    /// A step of a running pipeline. It writes in its own workspace only, and what it logs is linked to its run.
    case run(RunIdentity)
}

/// Tells whose a token is.
package protocol Authenticator: Sendable {
    /// The bearer of `token`; nil if it is unknown, revoked, or its run is over. Asked for each request.
    func principal(bearing token: String) async throws -> Principal?
}

extension RunIdentity {
    /// What is stored with everything that the token's bearer logs. A step that scores a version has that version as its subject,
    /// written as in its key: `v3`.
    var origin: EvidenceOrigin {
        EvidenceOrigin(run: run, step: step.step, attempt: attempt, subject: step.modelVersion.map { "v\($0)" })
    }
}
