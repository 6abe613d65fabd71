package import Promotion

// Rows that keep the ids of another server. Their values have been checked; what is here only is never taken away by an import.

extension CatalogTransaction {
    /// Runs `body` so that what it changed is undone if it throws, and what came before stays.
    package func separately<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("SAVEPOINT imported")
        do {
            let result = try body()
            try execute("RELEASE SAVEPOINT imported")
            return result
        } catch {
            try execute("ROLLBACK TO SAVEPOINT imported")
            try execute("RELEASE SAVEPOINT imported")
            throw error
        }
    }

    /// The workspace of the run with this id; nil if there is none anywhere.
    package func workspace(ofMLflowRun id: String) throws(CatalogError) -> WorkspaceName? {
        try value("SELECT workspace FROM mlflow_runs WHERE id = \(id)")
    }

    /// Gives an experiment, made here or before, the source's times and stage, and marks it.
    package func storeImportedExperiment(
        _ experiment: Experiment, sourceID: String, of run: ImportReport, at time: Timestamp
    ) throws(CatalogError) {
        try execute(
            """
            UPDATE experiments SET lifecycle_stage = \(experiment.lifecycleStage), created_at = \(experiment.createdAt),
                updated_at = \(experiment.updatedAt)
            WHERE id = \(experiment.id)
            """)
        for tag in experiment.tags { try setExperimentTag(tag, on: experiment.id) }
        try execute(
            """
            INSERT INTO imported_experiments (experiment_id, workspace, source, source_id, import_id, imported_at)
            VALUES (\(experiment.id), \(run.workspace), \(run.source), \(sourceID), \(run.id), \(time))
            ON CONFLICT DO NOTHING
            """)
    }

    /// Stores a run with the id that it has at the source, or what changed of it there, and marks it. True if it is new.
    package func storeImportedRun(
        _ details: MLflowRunDetails, of report: ImportReport, at time: Timestamp
    ) throws(CatalogError) -> Bool {
        let run = details.run
        let isNew =
            try execute(
                """
                INSERT INTO imported_runs (run_id, import_id, imported_at) VALUES (\(run.id), \(report.id), \(time))
                ON CONFLICT (run_id) DO NOTHING
                """) > 0
        try execute(
            """
            INSERT INTO mlflow_runs (
                id, workspace, experiment_id, name, user_id, status, start_time, end_time, lifecycle_stage, created_at
            ) VALUES (
                \(run.id), \(run.workspace), \(run.experimentID), \(run.name), \(run.userID), \(run.status),
                \(run.startTime), \(run.endTime), \(run.lifecycleStage), \(time)
            )
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, user_id = excluded.user_id, status = excluded.status,
                start_time = excluded.start_time, end_time = excluded.end_time,
                lifecycle_stage = excluded.lifecycle_stage
            """)
        for tag in details.tags {
            try execute(
                """
                INSERT INTO mlflow_run_tags (run_id, key, value) VALUES (\(run.id), \(tag.key), \(tag.value))
                ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value
                """)
        }
        for param in details.params {
            try execute(
                """
                INSERT INTO mlflow_params (run_id, key, value) VALUES (\(run.id), \(param.key), \(param.value))
                ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value
                """)
        }
        for metric in details.metrics { try storeImportedLatest(metric, of: run.id) }
        for input in details.datasets { try logDatasetInput(input, onMLflowRun: run.id) }
        for model in details.modelInputs { try logModelInput(model, onMLflowRun: run.id) }
        for output in details.modelOutputs { try logModelOutput(output, onMLflowRun: run.id) }
        try markForIndexing(run.id)
        return isNew
    }

    /// Adds values to the history of a run's metric.
    package func storeImportedHistory(_ metrics: [Metric], ofMLflowRun id: String) throws(CatalogError) {
        for metric in metrics { try storeImportedValue(metric, of: id) }
        try markForIndexing(id)
    }

    private func storeImportedLatest(_ metric: Metric, of run: String) throws(CatalogError) {
        try storeImportedValue(metric, of: run)
        try execute(
            """
            INSERT INTO mlflow_latest_metrics (
                run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest, model_id
            ) VALUES (
                \(run), \(metric.key), \(metric.timestamp), \(metric.step), \(metric.storedValue),
                \(metric.value.isNaN), \(metric.datasetName), \(metric.datasetDigest), \(metric.modelID)
            )
            ON CONFLICT (run_id, key) DO UPDATE SET
                timestamp = excluded.timestamp, step = excluded.step, value = excluded.value,
                is_nan = excluded.is_nan, dataset_name = excluded.dataset_name,
                dataset_digest = excluded.dataset_digest, model_id = excluded.model_id
            WHERE (excluded.step, excluded.timestamp, excluded.value) >= (
                mlflow_latest_metrics.step, mlflow_latest_metrics.timestamp, mlflow_latest_metrics.value
            )
            """)
    }

    private func storeImportedValue(_ metric: Metric, of run: String) throws(CatalogError) {
        try execute(
            """
            INSERT INTO mlflow_metrics (run_id, key, timestamp, step, value, is_nan)
            VALUES (\(run), \(metric.key), \(metric.timestamp), \(metric.step), \(metric.storedValue),
                \(metric.value.isNaN))
            ON CONFLICT DO NOTHING
            """)
    }
}

extension MLflowRunDetails {
    /// A run that nothing was logged to yet, to be filled.
    package init(imported run: MLflowRun) { self.init(run: run) }
}
