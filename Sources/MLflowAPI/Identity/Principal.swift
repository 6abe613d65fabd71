package import Catalog
package import Promotion

/// Who sent a request.
package enum Principal: Hashable, Sendable {
    /// May read and write in every workspace; what is guarded is guarded for it too.
    case administrator
    /// A step of a running pipeline.
    case run(RunIdentity)
}

/// What a run's token says: the only workspace in which its bearer writes, and what links what it logs to its run.
package struct RunIdentity: Hashable, Sendable {
    package var project: ProjectName
    package var environment: EnvironmentName
    package var workspace: WorkspaceName
    package var origin: EvidenceOrigin

    package init(
        project: ProjectName, environment: EnvironmentName, workspace: WorkspaceName, origin: EvidenceOrigin
    ) {
        self.project = project
        self.environment = environment
        self.workspace = workspace
        self.origin = origin
    }
}

/// Tells whose a token is.
package protocol Authenticator: Sendable {
    /// The bearer of `token`; nil if it is unknown, revoked, or its run is over. Asked for each request.
    func principal(bearing token: String) async throws -> Principal?
}
