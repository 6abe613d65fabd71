/// A run of a source, with its latest metrics; histories come as series.
package struct ImportedRun: Hashable, Codable, Sendable {
    package var id: String
    /// The source's id of it.
    package var experiment: String
    package var name: String
    package var userID: String
    package var status: String
    package var lifecycleStage: String
    package var started: Int64?
    package var ended: Int64?
    package var tags: [ImportedEntry] = []
    package var params: [ImportedEntry] = []
    package var metrics: [ImportedMetric] = []
    package var datasets: [ImportedDataset] = []
    package var modelInputs: [String] = []
    package var modelOutputs: [ImportedModelOutput] = []

    package init(
        id: String, experiment: String, name: String, userID: String, status: String, lifecycleStage: String,
        started: Int64?, ended: Int64?
    ) {
        self.id = id
        self.experiment = experiment
        self.name = name
        self.userID = userID
        self.status = status
        self.lifecycleStage = lifecycleStage
        self.started = started
        self.ended = ended
    }
}

package struct ImportedLoggedModel: Hashable, Codable, Sendable {
    package var id: String
    /// The source's id of it.
    package var experiment: String
    package var name: String
    package var modelType: String
    package var sourceRun: String
    package var status: String
    package var created: Int64
    package var updated: Int64
    package var tags: [ImportedEntry] = []
    package var params: [ImportedEntry] = []

    package init(
        id: String, experiment: String, name: String, modelType: String, sourceRun: String, status: String,
        created: Int64, updated: Int64
    ) {
        self.id = id
        self.experiment = experiment
        self.name = name
        self.modelType = modelType
        self.sourceRun = sourceRun
        self.status = status
        self.created = created
        self.updated = updated
    }
}

package struct ImportedRegisteredModel: Hashable, Codable, Sendable {
    package var name: String
    package var description: String?
    package var created: Int64
    package var updated: Int64
    package var tags: [ImportedEntry] = []

    package init(name: String, description: String?, created: Int64, updated: Int64) {
        self.name = name
        self.description = description
        self.created = created
        self.updated = updated
    }
}

package struct ImportedVersion: Hashable, Codable, Sendable {
    package var name: String
    package var version: Int64
    package var userID: String
    package var description: String?
    /// As its client gave it at the source.
    package var source: String
    /// Where the source says that the files are.
    package var place: String?
    package var run: String?
    package var runLink: String?
    package var model: String?
    package var stage: String
    package var created: Int64
    package var updated: Int64
    package var tags: [ImportedEntry] = []

    package init(
        name: String, version: Int64, userID: String, description: String?, source: String, place: String?,
        run: String?, runLink: String?, model: String?, stage: String, created: Int64, updated: Int64
    ) {
        self.name = name
        self.version = version
        self.userID = userID
        self.description = description
        self.source = source
        self.place = place
        self.run = run
        self.runLink = runLink
        self.model = model
        self.stage = stage
        self.created = created
        self.updated = updated
    }

    /// How messages and checkpoints name it.
    package var id: String { "\(name)/\(version)" }
}

package struct ImportedAlias: Hashable, Codable, Sendable {
    package var name: String
    package var alias: String
    package var version: Int64

    package init(name: String, alias: String, version: Int64) {
        self.name = name
        self.alias = alias
        self.version = version
    }
}
