/// Asks for a repository to be watched.
package struct AddProjectRequest: Hashable, Codable, Sendable {
    package var name: ProjectName
    /// A local path or a URL, as a person would give it to `git clone`. The server resolves a path, not the client.
    package var source: String
    /// The ref whose environments count; nil means `refs/heads/main`.
    package var protectedRef: RefName?
    /// What relative paths of datasets are relative to; nil means the server's data folder.
    package var dataFolder: String?

    package init(name: ProjectName, source: String, protectedRef: RefName? = nil, dataFolder: String? = nil) {
        self.name = name
        self.source = source
        self.protectedRef = protectedRef
        self.dataFolder = dataFolder
    }
}

/// Asks for a project's repository to be watched at another address.
package struct MoveProjectRequest: Hashable, Codable, Sendable {
    /// As in `AddProjectRequest`.
    package var source: String

    package init(source: String) { self.source = source }
}

/// Asks for a run now, whether or not the tip has had one.
package struct StartRunRequest: Hashable, Codable, Sendable {
    /// nil means the tip that the environment saw last.
    package var ref: RefName?

    package init(ref: RefName? = nil) { self.ref = ref }
}

/// Asks for a version whose gate passed to become champion, for a person's reason.
package struct PromoteRequest: Hashable, Codable, Sendable {
    /// nil means the project's only model.
    package var model: ModelName?
    /// nil means the candidate of `run`, and without it the newest version that the gate let through.
    package var version: Int?
    package var run: RunID?
    package var reason: String
    /// Tells what would come of it, and stores nothing.
    package var dryRun: Bool?

    package init(
        model: ModelName? = nil, version: Int? = nil, run: RunID? = nil, reason: String, dryRun: Bool? = nil
    ) {
        self.model = model
        self.version = version
        self.run = run
        self.reason = reason
        self.dryRun = dryRun
    }
}

/// Asks for an earlier champion back.
package struct RollbackRequest: Hashable, Codable, Sendable {
    /// nil means the project's only model.
    package var model: ModelName?
    /// nil means the champion before this one.
    package var to: Int?
    package var reason: String
    /// Tells what would come of it, and stores nothing.
    package var dryRun: Bool?

    package init(model: ModelName? = nil, to: Int? = nil, reason: String, dryRun: Bool? = nil) {
        self.model = model
        self.to = to
        self.reason = reason
        self.dryRun = dryRun
    }
}

/// What holding, resuming and aborting need: why.
package struct ReasonRequest: Hashable, Codable, Sendable {
    package var reason: String

    package init(reason: String) { self.reason = reason }
}
