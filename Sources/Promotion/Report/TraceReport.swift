/// A version of a registered model, as people and programs see it.
package struct ModelVersionReport: Hashable, Codable, Sendable {
    package var workspace: WorkspaceName
    package var model: ModelName
    package var version: Int
    package var aliases: [String]
    package var created: Timestamp
    /// The run that registered it; nil in the sandbox, or if a person registered it.
    package var run: RunID?
    package var commit: CommitID?
    /// SHA-256 over the sorted list of its files' paths, digests and sizes.
    package var digest: Digest?
    /// The figures of its last evaluation in this environment.
    package var metrics: [String: Double]
    /// The version that it was copied from under `deploy-model`.
    package var origin: ModelOrigin?
    package var status: String
    /// Where it was imported from; nil for a version that was registered here. No gate counts for an imported one.
    package var imported: ImportMark?

    package init(
        workspace: WorkspaceName, model: ModelName, version: Int, aliases: [String], created: Timestamp, run: RunID?,
        commit: CommitID?, digest: Digest?, metrics: [String: Double], origin: ModelOrigin?, status: String,
        imported: ImportMark? = nil
    ) {
        self.workspace = workspace
        self.model = model
        self.version = version
        self.aliases = aliases
        self.created = created
        self.run = run
        self.commit = commit
        self.digest = digest
        self.metrics = metrics
        self.origin = origin
        self.status = status
        self.imported = imported
    }
}

/// Where a copied version came from.
package struct ModelOrigin: Hashable, Codable, Sendable {
    package var workspace: WorkspaceName
    package var model: ModelName
    package var version: Int

    package init(workspace: WorkspaceName, model: ModelName, version: Int) {
        self.workspace = workspace
        self.model = model
        self.version = version
    }
}

/// A change of the champion alias.
package struct PromotionReport: Hashable, Codable, Sendable {
    /// 0 if it was not stored.
    package var id: Int64
    package var project: ProjectName
    package var environment: EnvironmentName
    package var model: ModelName
    package var version: Int
    /// The champion before; nil for the first.
    package var replaced: Int?
    package var kind: PromotionKind
    /// Who or what did it: a person, or `sluice` for a gate that passed.
    package var by: String
    package var reason: String
    package var time: Timestamp
    package var run: RunID?
    /// Of the version's files, as verified at that moment.
    package var artifactDigest: Digest
    /// What has to be known of it for ever: overridden checks, rules that had just been changed. nil if nothing.
    package var warning: String?
    /// How the environment is held from then on, in the answer to a rollback; nil everywhere else.
    package var hold: Hold?
    /// True if it only tells what would come of a request, and nothing was stored; nil for what happened.
    package var dryRun: Bool?

    package init(
        id: Int64, project: ProjectName, environment: EnvironmentName, model: ModelName, version: Int, replaced: Int?,
        kind: PromotionKind, by: String, reason: String, time: Timestamp, run: RunID?, artifactDigest: Digest,
        warning: String? = nil, hold: Hold? = nil, dryRun: Bool? = nil
    ) {
        self.id = id
        self.project = project
        self.environment = environment
        self.model = model
        self.version = version
        self.replaced = replaced
        self.kind = kind
        self.by = by
        self.reason = reason
        self.time = time
        self.run = run
        self.artifactDigest = artifactDigest
        self.warning = warning
        self.hold = hold
        self.dryRun = dryRun
    }
}

/// What kind of change of the champion alias it was.
package enum PromotionKind: String, Codable, Sendable, CaseIterable {
    /// By a run whose gate passed.
    case gate
    /// By a person, of a version whose gate passed before.
    case person
    case rollback
}

/// Everything that led to a model version: what `sluice trace` shows.
package struct TraceReport: Hashable, Codable, Sendable {
    package var version: ModelVersionReport
    /// The run in this environment that proposed or copied it.
    package var run: RunReport?
    /// The run that trained it, if that was another one (`deploy-model`).
    package var trainingRun: RunReport?
    /// Parameters that the training logged.
    package var params: [String: String]
    /// The files of the model with their digests, by path.
    package var files: [TracedFile]
    /// Every time that it became champion here, newest first.
    package var promotions: [PromotionReport]
    /// What does not fit together, a sentence each: damaged files, logged datasets that are not the given ones.
    package var warnings: [String]

    package init(
        version: ModelVersionReport, run: RunReport?, trainingRun: RunReport?, params: [String: String],
        files: [TracedFile], promotions: [PromotionReport], warnings: [String]
    ) {
        self.version = version
        self.run = run
        self.trainingRun = trainingRun
        self.params = params
        self.files = files
        self.promotions = promotions
        self.warnings = warnings
    }
}

/// A file of a model version.
package struct TracedFile: Hashable, Codable, Sendable {
    package var path: String
    package var digest: Digest
    package var size: Int64

    package init(path: String, digest: Digest, size: Int64) {
        self.path = path
        self.digest = digest
        self.size = size
    }
}
