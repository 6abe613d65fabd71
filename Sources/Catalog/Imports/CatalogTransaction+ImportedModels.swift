package import Promotion

extension CatalogTransaction {
    /// The workspace of the logged model with this id, deleted or not; nil if there is none anywhere.
    package func workspace(ofLoggedModel id: String) throws(CatalogError) -> WorkspaceName? {
        try value("SELECT workspace FROM logged_models WHERE id = \(id)")
    }

    /// Stores a logged model with the id that it has at the source, or what changed of it there, and marks it. True if it is new.
    package func storeImportedLoggedModel(
        _ model: LoggedModel, of report: ImportReport, at time: Timestamp
    ) throws(CatalogError) -> Bool {
        let isNew =
            try execute(
                """
                INSERT INTO imported_logged_models (model_id, import_id, imported_at)
                VALUES (\(model.id), \(report.id), \(time)) ON CONFLICT (model_id) DO NOTHING
                """) > 0
        try execute(
            """
            INSERT INTO logged_models (
                id, workspace, experiment_id, name, model_type, source_run_id, status, lifecycle_stage, created_at,
                updated_at
            ) VALUES (
                \(model.id), \(model.workspace), \(model.experimentID), \(model.name), \(model.modelType),
                \(model.sourceRunID), \(model.status), \(model.lifecycleStage), \(model.createdAt), \(model.updatedAt)
            )
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, model_type = excluded.model_type,
                source_run_id = excluded.source_run_id, status = excluded.status, updated_at = excluded.updated_at
            """)
        for param in model.params { try setParam(param, onLoggedModel: model.id) }
        for tag in model.tags { try setTag(tag, onLoggedModel: model.id) }
        return isNew
    }

    /// Adds a value to a logged model's metrics. Both the model and the run are there.
    package func storeImportedModelMetric(_ metric: Metric) throws(CatalogError) {
        try execute(
            """
            INSERT INTO logged_model_metrics (
                model_id, run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest
            ) VALUES (
                \(metric.modelID), \(metric.runID), \(metric.key), \(metric.timestamp), \(metric.step),
                \(metric.storedValue), \(metric.value.isNaN), \(metric.datasetName), \(metric.datasetDigest)
            )
            ON CONFLICT (model_id, run_id, key, timestamp, step) DO NOTHING
            """)
    }

    /// Stores a registered model, or what changed of it, and marks it. True if it is new.
    package func storeImportedRegisteredModel(
        _ model: ImportedRegisteredModel, of report: ImportReport, at time: Timestamp
    ) throws(CatalogError) -> Bool {
        try execute(
            """
            INSERT INTO registered_models (workspace, name, description, next_version, created_at, updated_at)
            VALUES (
                \(report.workspace), \(model.name), \(model.description), COALESCE((
                    SELECT next_version FROM retired_models
                    WHERE workspace = \(report.workspace) AND name = \(model.name)), 1),
                \(model.created), \(model.updated)
            )
            ON CONFLICT (workspace, name)
            DO UPDATE SET description = excluded.description, updated_at = excluded.updated_at
            """)
        for tag in model.tags {
            try storeTag(Entry(key: tag.key, value: tag.value), onRegisteredModel: model.name, in: report.workspace)
        }
        return try execute(
            """
            INSERT INTO imported_registered_models (workspace, name, import_id, imported_at)
            VALUES (\(report.workspace), \(model.name), \(report.id), \(time)) ON CONFLICT DO NOTHING
            """) > 0
    }

    /// Stores a version under the number that it has at the source, or what changed of it, and marks it. True if it is new.
    ///
    /// The model's times stay the source's.
    package func storeImportedVersion(
        _ version: ModelVersion, of report: ImportReport, at time: Timestamp
    ) throws(CatalogError) -> Bool {
        try execute(
            """
            INSERT INTO model_versions (
                workspace, name, version, user_id, description, source, artifact_uri, run_id, run_link, model_id, stage,
                created_at, updated_at
            ) VALUES (
                \(version.workspace), \(version.name), \(version.version), \(version.userID), \(version.description),
                \(version.source), \(version.artifactURI), \(version.runID), \(version.runLink), \(version.modelID),
                \(version.stage), \(version.createdAt), \(version.updatedAt)
            )
            ON CONFLICT (workspace, name, version) DO UPDATE SET description = excluded.description,
                stage = excluded.stage, updated_at = excluded.updated_at
            """)
        for tag in version.tags {
            try storeTag(tag, onVersion: version.version, of: version.name, in: version.workspace)
        }
        try execute(
            """
            UPDATE registered_models SET next_version = \(version.version + 1)
            WHERE workspace = \(version.workspace) AND name = \(version.name) AND next_version <= \(version.version)
            """)
        return try execute(
            """
            INSERT INTO imported_model_versions (workspace, name, version, import_id, imported_at)
            VALUES (\(version.workspace), \(version.name), \(version.version), \(report.id), \(time))
            ON CONFLICT DO NOTHING
            """) > 0
    }

    /// Points an alias at an imported version. Whoever asks has asked the guard.
    package func storeImportedAlias(
        _ alias: ModelAlias, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) {
        try execute(
            """
            INSERT INTO model_aliases (workspace, name, alias, version)
            VALUES (\(workspace), \(name), \(alias.alias), \(alias.version))
            ON CONFLICT (workspace, name, alias) DO UPDATE SET version = excluded.version
            """)
    }

    /// Notes on a version what could not become an alias.
    package func storeImportedTag(
        _ tag: Entry, onVersion version: Int64, of name: String, in workspace: WorkspaceName
    ) throws(CatalogError) {
        try storeTag(tag, onVersion: version, of: name, in: workspace)
    }

    /// The number that the model's next version would get; nil if there is no such model.
    package func nextVersion(of name: String, in workspace: WorkspaceName) throws(CatalogError) -> Int64? {
        try value("SELECT next_version FROM registered_models WHERE workspace = \(workspace) AND name = \(name)")
    }
}
