package import Promotion

extension CatalogTransaction {
    /// Registers a version of another workspace in the run's own: a logged model with the same files, and a version that points at it.
    /// Params, tags and files are repeated under a new id; the stored bytes are shared.
    @discardableResult
    package func copyModelVersion(
        _ source: ModelOrigin, for run: RunRecord, experiment: String, at time: Timestamp
    ) throws(CatalogError) -> ModelVersion {
        guard
            let original = try modelVersion(Int64(source.version), of: source.model.rawValue, in: source.workspace),
            let modelID = original.modelID, let logged = try loggedModel(modelID, in: source.workspace)
        else {
            throw CatalogError(
                .brokenReference, operation: "copying a model version",
                message: "there is no version \(source.version) of '\(source.model)' in '\(source.workspace)'")
        }
        let workspace = run.workspace
        let origin = EvidenceOrigin(run: run.id, step: StepName(checked: "sluice"), attempt: 1, subject: nil)
        let experimentID: Int64 =
            if let known = try self.experiment(named: experiment, in: workspace) {
                known.id
            } else {
                try createExperiment(named: experiment, in: workspace, tags: [], now: time)
            }
        let copyID = "m-" + Digest(ofText: "\(run.id)/\(modelID)").rawValue.prefix(32)
        var copy = LoggedModel(
            id: copyID, workspace: workspace, experimentID: experimentID, name: logged.name,
            modelType: logged.modelType, sourceRunID: "", createdAt: time, origin: origin)
        copy.status = logged.status
        copy.params = logged.params
        copy.tags = logged.tags
        try createLoggedModel(copy)
        for file in try artifactFiles(below: "", of: .model(id: modelID)) {
            try recordArtifactFile(file, of: .model(id: copyID), in: workspace, now: time)
        }
        if try !hasRegisteredModel(source.model.rawValue, in: workspace) {
            try createRegisteredModel(
                source.model.rawValue, in: workspace, description: nil, tags: [], now: time)
        }
        let version = try createModelVersion(
            ModelVersion(
                workspace: workspace, name: source.model.rawValue, description: original.description,
                source: "models:/\(copyID)",
                artifactURI: "mlflow-artifacts:/\(experimentID)/models/\(copyID)/artifacts", runID: nil, runLink: nil,
                modelID: copyID, createdAt: time, origin: origin, tags: original.tags))
        try copyManifest(of: source, toVersion: version.version, of: version.name, in: workspace)
        try recordOrigin(source, ofVersion: version.version, of: source.model, in: workspace, run: run.id, at: time)
        return version
    }

    /// The version that a copy was made from; nil for one that was trained here.
    package func origin(
        of version: Int, model: ModelName, in workspace: WorkspaceName
    ) throws(CatalogError) -> ModelOrigin? {
        guard
            let row = try row(
                """
                SELECT origin_workspace, origin_model, origin_version FROM model_origins
                WHERE workspace = \(workspace) AND model = \(model) AND version = \(version)
                """)
        else { return nil }
        return ModelOrigin(workspace: try row[0], model: try row[1], version: try row[2])
    }

    /// The logged model of this workspace that was copied, directly or over other workspaces, from the one with `id`; the newest if
    /// there are several. A copied model's own files go on naming the original.
    package func copy(ofLoggedModel id: String, in workspace: WorkspaceName) throws(CatalogError) -> String? {
        try value(
            """
            WITH RECURSIVE origins (copy, copied_at, workspace, model, version) AS (
                SELECT v.model_id, v.created_at, o.origin_workspace, o.origin_model, o.origin_version
                FROM model_versions v
                JOIN model_origins o ON o.workspace = v.workspace AND o.model = v.name AND o.version = v.version
                WHERE v.workspace = \(workspace)
                UNION
                SELECT s.copy, s.copied_at, o.origin_workspace, o.origin_model, o.origin_version
                FROM origins s
                JOIN model_origins o ON o.workspace = s.workspace AND o.model = s.model AND o.version = s.version
            )
            SELECT s.copy FROM origins s
            JOIN model_versions v ON v.workspace = s.workspace AND v.name = s.model AND v.version = s.version
            WHERE v.model_id = \(id)
            ORDER BY s.copied_at DESC, s.copy LIMIT 1
            """)
    }
}
