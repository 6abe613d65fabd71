package import Promotion

/// A model that code logged: files, params and metrics, before anybody registers it.
package struct LoggedModel: Sendable {
    /// Raw values are MLflow's.
    package enum Status: String, CatalogConvertible, Sendable {
        case pending = "LOGGED_MODEL_PENDING"
        case ready = "LOGGED_MODEL_READY"
        case uploadFailed = "LOGGED_MODEL_UPLOAD_FAILED"
    }

    package var id: String
    package var workspace: WorkspaceName
    package var experimentID: Int64
    package var name: String
    package var modelType: String
    /// Empty if no run made it.
    package var sourceRunID: String
    package var status: Status
    package var lifecycleStage: LifecycleStage
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// nil for what a person logged.
    package var origin: EvidenceOrigin?
    package var params: [Entry] = []
    package var tags: [Entry] = []
    package var metrics: [Metric] = []

    package init(
        id: String, workspace: WorkspaceName, experimentID: Int64, name: String, modelType: String, sourceRunID: String,
        createdAt: Timestamp, origin: EvidenceOrigin?
    ) {
        self.id = id
        self.workspace = workspace
        self.experimentID = experimentID
        self.name = name
        self.modelType = modelType
        self.sourceRunID = sourceRunID
        self.createdAt = createdAt
        self.origin = origin
        updatedAt = createdAt
        status = .pending
        lifecycleStage = .active
    }

    static let columns: SQL = """
        id, workspace, experiment_id, name, model_type, source_run_id, status, lifecycle_stage, created_at, updated_at,
        sluice_run, sluice_step, sluice_attempt, sluice_subject
        """

    init(row: some RowColumns) throws(CatalogError) {
        id = try row[0]
        workspace = try row[1]
        experimentID = try row[2]
        name = try row[3]
        modelType = try row[4]
        sourceRunID = try row[5]
        status = try row[6]
        lifecycleStage = try row[7]
        createdAt = try row[8]
        updatedAt = try row[9]
        origin = try EvidenceOrigin(row: row, at: 10)
    }
}
