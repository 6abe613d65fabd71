package import Promotion

/// One run as MLflow knows it: what a piece of code logged. Not a pipeline run; `origin` links to that.
package struct MLflowRun: Sendable {
    /// Raw values are MLflow's.
    package enum Status: String, CatalogConvertible, Sendable {
        case running = "RUNNING"
        case scheduled = "SCHEDULED"
        case finished = "FINISHED"
        case failed = "FAILED"
        case killed = "KILLED"
    }

    package var id: String
    package var workspace: WorkspaceName
    package var experimentID: Int64
    package var name: String
    package var userID: String
    package var status: Status
    package var startTime: Timestamp?
    package var endTime: Timestamp?
    package var lifecycleStage: LifecycleStage
    /// nil for what a person logged.
    package var origin: EvidenceOrigin?

    package init(
        id: String, workspace: WorkspaceName, experimentID: Int64, name: String, userID: String, status: Status,
        startTime: Timestamp?, origin: EvidenceOrigin?
    ) {
        self.id = id
        self.workspace = workspace
        self.experimentID = experimentID
        self.name = name
        self.userID = userID
        self.status = status
        self.startTime = startTime
        self.origin = origin
        lifecycleStage = .active
    }

    static let columns: SQL = """
        id, workspace, experiment_id, name, user_id, status, start_time, end_time, lifecycle_stage,
        sluice_run, sluice_step, sluice_attempt, sluice_subject
        """

    init(row: some RowColumns) throws(CatalogError) {
        id = try row[0]
        workspace = try row[1]
        experimentID = try row[2]
        name = try row[3]
        userID = try row[4]
        status = try row[5]
        startTime = try row[6]
        endTime = try row[7]
        lifecycleStage = try row[8]
        origin = try EvidenceOrigin(row: row, at: 9)
    }
}

/// A run with all that was logged to it.
package struct MLflowRunDetails: Sendable {
    package var run: MLflowRun
    package var metrics: [Metric] = []
    package var params: [Entry] = []
    package var tags: [Entry] = []
    package var datasets: [DatasetInput] = []
    package var modelInputs: [String] = []
    package var modelOutputs: [ModelOutput] = []
}

/// A logged model that a run made, and at which step.
package struct ModelOutput: Hashable, Sendable {
    package var modelID: String
    package var step: Int64

    package init(modelID: String, step: Int64) {
        self.modelID = modelID
        self.step = step
    }
}
