/// Records of a source, to be stored in one transaction. Nothing in it is believed: each record is checked by the rules of the API.
package struct ImportBatch: Hashable, Codable, Sendable {
    package var experiments: [ImportedExperiment] = []
    package var loggedModels: [ImportedLoggedModel] = []
    package var runs: [ImportedRun] = []
    package var series: [ImportedSeries] = []
    package var modelMetrics: [ImportedMetric] = []
    package var registeredModels: [ImportedRegisteredModel] = []
    package var versions: [ImportedVersion] = []
    package var aliases: [ImportedAlias] = []
    /// Objects of which everything has come.
    package var complete: [ImportKind: [ImportFingerprint]] = [:]
    /// Whether experiments and models that are there already, and not from this source, may take what comes.
    package var intoExisting = false

    package init() {}
}

/// What became of a batch.
package struct ImportBatchReport: Hashable, Codable, Sendable {
    /// The ids here of the source's experiments, as texts.
    package var experiments: [String: String] = [:]
    /// Ids of records that were not there before.
    package var new: [ImportKind: [String]] = [:]
    /// The number of files that runs and logged models of the batch have here, where there are any.
    package var fileCounts: [String: Int] = [:]
    /// What was not taken.
    package var refused: [ImportProblem] = []
    /// What was left out of records that were taken.
    package var leftOut: [ImportProblem] = []
    /// Ids of records that point at something that has not been imported. They are not complete.
    package var waiting: [String] = []
    /// Versions whose files are nowhere in this server's store.
    package var elsewhere: [String] = []

    package init() {}
}

package struct ImportedEntry: Hashable, Codable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

package struct ImportedExperiment: Hashable, Codable, Sendable {
    /// The source's own.
    package var id: String
    package var name: String
    package var lifecycleStage: String
    package var created: Timestamp?
    package var updated: Timestamp?
    package var tags: [ImportedEntry]

    package init(
        id: String, name: String, lifecycleStage: String, created: Timestamp?, updated: Timestamp?,
        tags: [ImportedEntry]
    ) {
        self.id = id
        self.name = name
        self.lifecycleStage = lifecycleStage
        self.created = created
        self.updated = updated
        self.tags = tags
    }
}

package struct ImportedMetric: Hashable, Codable, Sendable {
    package var key: String
    package var value: Double
    package var timestamp: Int64
    package var step: Int64
    package var run: String?
    package var model: String?
    package var datasetName: String?
    package var datasetDigest: String?

    package init(key: String, value: Double, timestamp: Int64, step: Int64) {
        self.key = key
        self.value = value
        self.timestamp = timestamp
        self.step = step
    }
}

/// A piece of one metric's history; the three lists are equally long.
package struct ImportedSeries: Hashable, Codable, Sendable {
    package var run: String
    package var key: String
    package var values: [Double] = []
    package var timestamps: [Int64] = []
    package var steps: [Int64] = []

    package init(run: String, key: String) {
        self.run = run
        self.key = key
    }
}

package struct ImportedDataset: Hashable, Codable, Sendable {
    package var name: String
    package var digest: String
    package var sourceType: String
    package var source: String
    package var schema: String?
    package var profile: String?
    package var tags: [ImportedEntry]

    package init(
        name: String, digest: String, sourceType: String, source: String, schema: String?, profile: String?,
        tags: [ImportedEntry]
    ) {
        self.name = name
        self.digest = digest
        self.sourceType = sourceType
        self.source = source
        self.schema = schema
        self.profile = profile
        self.tags = tags
    }
}

package struct ImportedModelOutput: Hashable, Codable, Sendable {
    package var model: String
    package var step: Int64

    package init(model: String, step: Int64) {
        self.model = model
        self.step = step
    }
}
