package import Promotion

/// A watched repository, as it was added.
package struct ProjectRecord: Hashable, Sendable {
    package var name: ProjectName
    /// An absolute path or a URL, without credentials.
    package var source: String
    package var protectedRef: RefName
    /// The absolute path that relative dataset paths are meant from.
    package var dataFolder: String
    /// The commit from which the environments were read last.
    package var policyCommit: CommitID?
    package var created: Timestamp

    package init(
        name: ProjectName, source: String, protectedRef: RefName, dataFolder: String, policyCommit: CommitID? = nil,
        created: Timestamp
    ) {
        self.name = name
        self.source = source
        self.protectedRef = protectedRef
        self.dataFolder = dataFolder
        self.policyCommit = policyCommit
        self.created = created
    }
}

/// A ref that changed between two looks.
package struct RefChange: Hashable, Sendable {
    package var ref: RefName
    /// nil for a ref that is new.
    package var old: CommitID?
    /// nil for a ref that is gone.
    package var new: CommitID?
    /// Whether the old commit is no ancestor of the new one.
    package var forced: Bool

    package init(ref: RefName, old: CommitID?, new: CommitID?, forced: Bool) {
        self.ref = ref
        self.old = old
        self.new = new
        self.forced = forced
    }
}

/// An environment together with the policy that defines it now.
package struct EnvironmentRecord: Hashable, Sendable {
    package var environment: Environment
    package var workspace: WorkspaceName
    package var policyDigest: Digest
}
