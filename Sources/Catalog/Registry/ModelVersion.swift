package import Promotion

/// A version of a registered model.
package struct ModelVersion: Sendable {
    /// MLflow's old way to say what a version is for. Raw values are MLflow's.
    package enum Stage: String, CatalogConvertible, Sendable, CaseIterable {
        case none = "None"
        case staging = "Staging"
        case production = "Production"
        case archived = "Archived"
    }

    package var workspace: WorkspaceName
    package var name: String
    package var version: Int64
    package var userID: String
    package var description: String?
    /// What the client said where the files are.
    package var source: String
    /// What `source` resolved to when the version was made.
    package var artifactURI: String
    package var runID: String?
    package var runLink: String?
    package var modelID: String?
    package var stage: Stage
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// nil for what a person registered.
    package var origin: EvidenceOrigin?
    package var tags: [Entry] = []
    package var aliases: [String] = []

    /// A version to be created; its number is given then.
    package init(
        workspace: WorkspaceName, name: String, description: String?, source: String, artifactURI: String,
        runID: String?, runLink: String?, modelID: String?, createdAt: Timestamp, origin: EvidenceOrigin?, tags: [Entry]
    ) {
        self.workspace = workspace
        self.name = name
        self.description = description
        self.source = source
        self.artifactURI = artifactURI
        self.runID = runID
        self.runLink = runLink
        self.modelID = modelID
        self.createdAt = createdAt
        self.origin = origin
        self.tags = tags
        version = 0
        userID = ""
        stage = .none
        updatedAt = createdAt
    }

    static let columns: SQL = """
        workspace, name, version, user_id, description, source, artifact_uri, run_id, run_link, model_id, stage,
        created_at, updated_at, sluice_run, sluice_step, sluice_attempt, sluice_subject
        """

    init(row: some RowColumns) throws(CatalogError) {
        workspace = try row[0]
        name = try row[1]
        version = try row[2]
        userID = try row[3]
        description = try row[4]
        source = try row[5]
        artifactURI = try row[6]
        runID = try row[7]
        runLink = try row[8]
        modelID = try row[9]
        stage = try row[10]
        createdAt = try row[11]
        updatedAt = try row[12]
        origin = try EvidenceOrigin(row: row, at: 13)
    }
}
