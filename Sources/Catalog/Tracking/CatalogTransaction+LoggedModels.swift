package import Promotion

extension CatalogTransaction {
    /// The logged model with this id in the workspace, with params, tags and metrics; nil if there is none, if it was deleted, or if
    /// it belongs to another workspace.
    package func loggedModel(
        _ id: String, in workspace: WorkspaceName, deleted: Bool = false
    ) throws(CatalogError) -> LoggedModel? {
        let stage = deleted ? LifecycleStage.deleted : .active
        guard
            let row = try row(
                """
                SELECT \(sql: LoggedModel.columns) FROM logged_models
                WHERE id = \(id) AND workspace = \(workspace) AND lifecycle_stage = \(stage)
                """)
        else { return nil }
        return try withEntries(LoggedModel(row: row))
    }

    /// Whether there is such a logged model in the workspace. Cheaper than reading it.
    package func hasLoggedModel(_ id: String, in workspace: WorkspaceName) throws(CatalogError) -> Bool {
        try row(
            """
            SELECT 1 FROM logged_models
            WHERE id = \(id) AND workspace = \(workspace) AND lifecycle_stage = 'active'
            """) != nil
    }

    /// Stores a new logged model with its params and tags.
    package func createLoggedModel(_ model: LoggedModel) throws(CatalogError) {
        try execute(
            """
            INSERT INTO logged_models (
                id, workspace, experiment_id, name, model_type, source_run_id, status, lifecycle_stage, created_at,
                updated_at, sluice_run, sluice_step, sluice_attempt, sluice_subject
            ) VALUES (
                \(model.id), \(model.workspace), \(model.experimentID), \(model.name), \(model.modelType),
                \(model.sourceRunID), \(model.status), \(model.lifecycleStage), \(model.createdAt),
                \(model.updatedAt), \(model.origin?.run), \(model.origin?.step), \(model.origin?.attempt),
                \(model.origin?.subject)
            )
            """)
        for param in model.params { try setParam(param, onLoggedModel: model.id) }
        for tag in model.tags { try setTag(tag, onLoggedModel: model.id) }
    }

    /// Says whether a logged model's files are complete.
    package func setStatus(
        ofLoggedModel id: String, to status: LoggedModel.Status, now: Timestamp
    ) throws(CatalogError) {
        try execute("UPDATE logged_models SET status = \(status), updated_at = \(now) WHERE id = \(id)")
    }

    /// Deletes a logged model softly.
    package func deleteLoggedModel(_ id: String, now: Timestamp) throws(CatalogError) {
        try execute("UPDATE logged_models SET lifecycle_stage = 'deleted', updated_at = \(now) WHERE id = \(id)")
    }

    /// Stores a param unless the model has one with this key, and gives the value that is stored now.
    package func logParam(_ param: Entry, onLoggedModel id: String) throws(CatalogError) -> String {
        let stored = try execute(
            """
            INSERT INTO logged_model_params (model_id, key, value) VALUES (\(id), \(param.key), \(param.value))
            ON CONFLICT (model_id, key) DO NOTHING
            """)
        guard stored == 0 else { return param.value }
        return try value("SELECT value FROM logged_model_params WHERE model_id = \(id) AND key = \(param.key)") ?? ""
    }

    /// Sets a param of a new model, replacing an older value: of a key that comes twice the last one counts.
    func setParam(_ param: Entry, onLoggedModel id: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO logged_model_params (model_id, key, value) VALUES (\(id), \(param.key), \(param.value))
            ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value
            """)
    }

    /// Sets a tag, replacing an older value.
    package func setTag(_ tag: Entry, onLoggedModel id: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO logged_model_tags (model_id, key, value) VALUES (\(id), \(tag.key), \(tag.value))
            ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value
            """)
    }

    /// Removes a tag; false if it was not set.
    package func deleteTag(_ key: String, onLoggedModel id: String) throws(CatalogError) -> Bool {
        try execute("DELETE FROM logged_model_tags WHERE model_id = \(id) AND key = \(key)") > 0
    }

    private func withEntries(_ model: LoggedModel) throws(CatalogError) -> LoggedModel {
        var model = model
        model.params = try entries(
            "SELECT key, value FROM logged_model_params WHERE model_id = \(model.id) ORDER BY key")
        model.tags = try entries("SELECT key, value FROM logged_model_tags WHERE model_id = \(model.id) ORDER BY key")
        for row in try rows(
            """
            SELECT key, value, is_nan, timestamp, step, run_id, dataset_name, dataset_digest
            FROM logged_model_metrics WHERE model_id = \(model.id) ORDER BY key, timestamp, step
            """)
        {
            var metric = try Metric(row: row)
            metric.runID = try row[5]
            metric.datasetName = try row[6]
            metric.datasetDigest = try row[7]
            metric.modelID = model.id
            model.metrics.append(metric)
        }
        return model
    }
}
