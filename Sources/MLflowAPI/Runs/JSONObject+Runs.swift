internal import Catalog
internal import Promotion

extension JSONObject {
    /// Writes the members of MLflow's `Run`.
    mutating func write(_ details: MLflowRunDetails) {
        object("info") { $0.write(details.run) }
        object("data") { data in
            data.list("metrics", details.metrics) { $0.write($1) }
            data.write("params", details.params)
            data.write("tags", details.tags)
        }
        object("inputs") { inputs in
            inputs.list("dataset_inputs", details.datasets) { $0.write($1) }
            inputs.list("model_inputs", details.modelInputs) { $0.set("model_id", $1) }
        }
        object("outputs") { outputs in
            outputs.list("model_outputs", details.modelOutputs) { $0.write($1) }
        }
    }

    /// Writes the members of MLflow's `Run`, whose data is copied from the catalog as it is read.
    mutating func write(_ run: MLflowRun, with logged: LoggedData) throws {
        object("info") { $0.write(run) }
        try object("data") { data in
            try data.list("metrics") { list in
                try logged.forEachMetric(ofRun: run.id) { metric in list.element { $0.write(metric) } }
            }
            try data.list("params") { list in
                try logged.forEachParam(ofRun: run.id) { param in list.element { $0.write(param) } }
            }
            try data.list("tags") { list in
                try logged.forEachTag(ofRun: run.id) { tag in list.element { $0.write(tag) } }
            }
        }
        let (datasets, models) = (try logged.datasets(ofRun: run.id), try logged.models(ofRun: run.id))
        object("inputs") { inputs in
            inputs.list("dataset_inputs", datasets) { $0.write($1) }
            inputs.list("model_inputs", models.inputs) { $0.set("model_id", $1) }
        }
        object("outputs") { $0.list("model_outputs", models.outputs) { $0.write($1) } }
    }

    private mutating func write(_ metric: LoggedMetric) {
        set("key", metric.key)
        set("value", metric.value)
        set("timestamp", metric.timestamp)
        set("step", metric.step)
        if !metric.datasetName.isEmpty { set("dataset_name", metric.datasetName) }
        if !metric.datasetDigest.isEmpty { set("dataset_digest", metric.datasetDigest) }
        if !metric.modelID.isEmpty { set("model_id", metric.modelID) }
    }

    private mutating func write(_ entry: LoggedEntry) {
        set("key", entry.key)
        set("value", entry.value)
    }

    /// Writes the members of MLflow's `RunInfo`.
    mutating func write(_ run: MLflowRun) {
        set("run_uuid", run.id)
        set("experiment_id", String(run.experimentID))
        set("run_name", run.name)
        set("user_id", run.userID)
        set("status", run.status.rawValue)
        set("start_time", run.startTime?.milliseconds)
        set("end_time", run.endTime?.milliseconds)
        set("artifact_uri", ArtifactRoot(run).uri)
        set("lifecycle_stage", run.lifecycleStage.rawValue)
        set("run_id", run.id)
    }

    /// Writes the members of MLflow's `Metric`.
    mutating func write(_ metric: Metric) {
        set("key", metric.key)
        set("value", metric.value)
        set("timestamp", metric.timestamp.milliseconds)
        set("step", metric.step)
        if !metric.datasetName.isEmpty { set("dataset_name", metric.datasetName) }
        if !metric.datasetDigest.isEmpty { set("dataset_digest", metric.datasetDigest) }
        if !metric.modelID.isEmpty { set("model_id", metric.modelID) }
        if !metric.runID.isEmpty { set("run_id", metric.runID) }
    }

    private mutating func write(_ output: ModelOutput) {
        set("model_id", output.modelID)
        set("step", output.step)
    }

    private mutating func write(_ input: DatasetInput) {
        write("tags", input.tags)
        object("dataset") { dataset in
            dataset.set("name", input.name)
            dataset.set("digest", input.digest)
            dataset.set("source_type", input.sourceType)
            dataset.set("source", input.source)
            dataset.set("schema", input.schema)
            dataset.set("profile", input.profile)
        }
    }
}
