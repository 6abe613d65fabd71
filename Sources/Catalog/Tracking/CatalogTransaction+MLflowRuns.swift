package import Promotion

extension CatalogTransaction {
    /// The run with this id in the workspace; nil if there is none, or if it belongs to another workspace.
    package func mlflowRun(_ id: String, in workspace: WorkspaceName) throws(CatalogError) -> MLflowRun? {
        guard
            let row = try row(
                "SELECT \(sql: MLflowRun.columns) FROM mlflow_runs WHERE id = \(id) AND workspace = \(workspace)")
        else { return nil }
        return try MLflowRun(row: row)
    }

    /// The runs that were logged under a pipeline run's token, oldest first: the evidence of the run.
    package func mlflowRuns(loggedBy run: RunID) throws(CatalogError) -> [MLflowRun] {
        var runs: [MLflowRun] = []
        for row in try rows(
            "SELECT \(sql: MLflowRun.columns) FROM mlflow_runs WHERE sluice_run = \(run) ORDER BY created_at, id")
        {
            runs.append(try MLflowRun(row: row))
        }
        return runs
    }

    /// Stores a new run with its tags, and gives it as it is stored.
    @discardableResult
    package func createMLflowRun(
        _ run: MLflowRun, tags: [Entry], now: Timestamp
    ) throws(CatalogError) -> MLflowRunDetails {
        try execute(
            """
            INSERT INTO mlflow_runs (
                id, workspace, experiment_id, name, user_id, status, start_time, lifecycle_stage, created_at,
                sluice_run, sluice_step, sluice_attempt, sluice_subject
            ) VALUES (
                \(run.id), \(run.workspace), \(run.experimentID), \(run.name), \(run.userID), \(run.status),
                \(run.startTime), \(run.lifecycleStage), \(now), \(run.origin?.run), \(run.origin?.step),
                \(run.origin?.attempt), \(run.origin?.subject)
            )
            """)
        let tags = tags.lastOfEachKey(by: \.key).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        try insert(tags, Entry.tags, first: .text(run.id)) { $0.append(to: &$1) }
        try execute(
            "INSERT INTO mlflow_unindexed_runs (experiment_id, run_id) VALUES (\(run.experimentID), \(run.id))")
        return MLflowRunDetails(run: run, tags: tags)
    }

    /// Stores what can change of a run: name, status and end time.
    package func updateMLflowRun(_ run: MLflowRun) throws(CatalogError) {
        try execute(
            """
            UPDATE mlflow_runs SET name = \(run.name), status = \(run.status), end_time = \(run.endTime)
            WHERE id = \(run.id)
            """)
        try markForIndexing(run.id)
    }

    /// Deletes a run softly, or restores it.
    package func setLifecycle(ofMLflowRun id: String, to stage: LifecycleStage) throws(CatalogError) {
        try execute("UPDATE mlflow_runs SET lifecycle_stage = \(stage) WHERE id = \(id)")
    }

    /// Sets tags, replacing older values; of two with the same key the later counts.
    package func setTags(_ tags: [Entry], onMLflowRun id: String) throws(CatalogError) {
        try insert(tags.lastOfEachKey(by: \.key), Entry.tags, first: .text(id)) { $0.append(to: &$1) }
        try markForIndexing(id)
    }

    /// Removes a tag; false if it was not set.
    package func deleteTag(_ key: String, onMLflowRun id: String) throws(CatalogError) -> Bool {
        try markForIndexing(id)
        return try execute("DELETE FROM mlflow_run_tags WHERE run_id = \(id) AND key = \(key)") > 0
    }

    /// Stores params that the run does not have yet. Gives the first whose value differs from the one that is stored, with that value,
    /// because a param never changes.
    package func logParams(
        _ params: [Entry], onMLflowRun id: String
    ) throws(CatalogError) -> (refused: Entry, stored: String)? {
        guard !params.isEmpty else { return nil }
        let added = try insert(params, Entry.params, first: .text(id)) { $0.append(to: &$1) }
        if added > 0 { try markForIndexing(id) }
        guard added < params.count else { return nil }
        for param in params {
            let stored: String? = try value(
                "SELECT value FROM mlflow_params WHERE run_id = \(id) AND key = \(param.key)")
            if let stored, stored != param.value { return (param, stored) }
        }
        return nil
    }

    /// Adds to a run's dataset inputs. One that is there already keeps its description and gets the tags.
    package func logDatasetInput(_ input: DatasetInput, onMLflowRun id: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO mlflow_dataset_inputs (run_id, name, digest, source_type, source, schema, profile)
            VALUES (
                \(id), \(input.name), \(input.digest), \(input.sourceType), \(input.source), \(input.schema),
                \(input.profile)
            ) ON CONFLICT (run_id, name, digest) DO NOTHING
            """)
        try markForIndexing(id)
        for tag in input.tags {
            try execute(
                """
                INSERT INTO mlflow_dataset_input_tags (run_id, name, digest, key, value)
                VALUES (\(id), \(input.name), \(input.digest), \(tag.key), \(tag.value))
                ON CONFLICT (run_id, name, digest, key) DO UPDATE SET value = excluded.value
                """)
        }
    }

    /// Notes that a run used a logged model.
    package func logModelInput(_ modelID: String, onMLflowRun id: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO mlflow_run_models (run_id, model_id, direction, step) VALUES (\(id), \(modelID), 'input', 0)
            ON CONFLICT (run_id, direction, model_id) DO NOTHING
            """)
    }

    /// Notes that a run made a logged model.
    package func logModelOutput(_ output: ModelOutput, onMLflowRun id: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO mlflow_run_models (run_id, model_id, direction, step)
            VALUES (\(id), \(output.modelID), 'output', \(output.step))
            ON CONFLICT (run_id, direction, model_id) DO UPDATE SET step = excluded.step
            """)
    }
}

extension Entry {
    fileprivate static let tags = RowInsert(
        into: "mlflow_run_tags (run_id, key, value)", columns: 3,
        "ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value")

    fileprivate static let params = RowInsert(
        into: "mlflow_params (run_id, key, value)", columns: 3, "ON CONFLICT (run_id, key) DO NOTHING")

    /// The columns behind the run.
    fileprivate func append(to values: inout [CatalogValue]) {
        values.append(.text(key))
        values.append(.text(value))
    }
}
