internal import Catalog
internal import Promotion

extension Call {
    /// The run with this id, deleted or not; 404 if the workspace has none.
    func run(_ id: String) throws -> MLflowRun {
        guard let run = try transaction.mlflowRun(id, in: name) else {
            throw MLflowError.missing("Run with id=\(id) not found")
        }
        return run
    }

    /// The run, which must not be deleted.
    func activeRun(_ id: String) throws -> MLflowRun {
        let run = try run(id)
        guard run.lifecycleStage == .active else {
            throw MLflowError.invalid("The run \(id) must be in the 'active' state. Current state is deleted.")
        }
        return run
    }

    /// Refuses a logged model that the workspace does not have.
    func requireLoggedModel(_ id: String) throws {
        guard try transaction.hasLoggedModel(id, in: name) else {
            throw MLflowError.missing("Logged model with ID '\(id)' not found.")
        }
    }

    /// The logged model that `id` means in this workspace: itself, or the copy that was carried here. A client reads the id from the
    /// model's files, and those are the original's.
    func carriedModel(_ id: String) throws -> String {
        if try transaction.hasLoggedModel(id, in: name) { return id }
        guard let copy = try transaction.copy(ofLoggedModel: id, in: name) else {
            throw MLflowError.missing("Logged model with ID '\(id)' not found.")
        }
        return copy
    }

    /// Refuses with 403 what would change the evidence of a promotion: what was measured and read stays as the gate saw it.
    func evidenceRun(_ id: String) throws -> MLflowRun {
        let run = try activeRun(id)
        try askGuard(.changeEvidence(ofRun: run.id, loggedBy: run.origin, by: origin))
        return run
    }

    /// Reads a metric as `log-metric` and, at an index of its list, `log-batch` carry it.
    func metric(_ json: JSON, at place: NamePlace = .request) throws -> Metric {
        guard let name = try json.text("key"), !name.isEmpty else { throw MLflowError.missingParameter("key", place) }
        let key = try EntityNames.metricKey(name, at: place)
        guard let value = try json.real("value") else { throw MLflowError.missingParameter("value", place) }
        guard let timestamp = try json.integer("timestamp") else {
            throw MLflowError.missingParameter("timestamp", place)
        }
        guard timestamp >= 0 else {
            throw MLflowError.invalid(
                "Invalid value \(timestamp) for parameter '\(place.text("timestamp"))' supplied: metric '\(key)' "
                    + "(value=\(value)). Timestamp must be a nonnegative long (64-bit integer) ")
        }
        var metric = Metric(
            key: key, value: value, timestamp: Timestamp(milliseconds: timestamp), step: try json.integer("step") ?? 0)
        metric.modelID = try json.text("model_id") ?? ""
        metric.datasetName = try json.text("dataset_name") ?? ""
        metric.datasetDigest = try json.text("dataset_digest") ?? ""
        guard metric.datasetName.isEmpty == metric.datasetDigest.isEmpty else {
            throw MLflowError.invalid("Both dataset_name and dataset_digest must be provided if one is provided")
        }
        return metric
    }

    /// Adds to the run's history, and to its logged models'.
    func log(_ metrics: [Metric], to run: MLflowRun) throws {
        var metrics = metrics
        for index in metrics.indices where !metrics[index].modelID.isEmpty {
            metrics[index].modelID = try carriedModel(metrics[index].modelID)
        }
        try transaction.logMetrics(metrics, onMLflowRun: run.id)
    }

    /// Stores params. They cannot change: the same value again is fine, another one is not.
    func log(_ params: [Entry], to run: MLflowRun) throws {
        guard let (param, stored) = try transaction.logParams(params, onMLflowRun: run.id) else { return }
        guard params.count == 1 else {
            throw MLflowError.invalid(
                "Changing param values is not allowed. Params were already logged='[{'key': '\(param.key)', 'old_value': "
                    + "'\(stored)', 'new_value': '\(param.value)'}]' for run ID='\(run.id)'.")
        }
        throw MLflowError.invalid(
            "Changing param values is not allowed. Param with key='\(param.key)' was already logged with "
                + "value='\(stored)' for run ID='\(run.id)'. Attempted logging new value '\(param.value)'.")
    }

    /// Sets tags; that of the name renames the run, unless it is empty.
    func set(_ tags: [Entry], on run: MLflowRun) throws {
        let tags = tags.filter { $0.key != RunLogging.nameTag || !$0.value.isEmpty }
        guard !tags.isEmpty else { return }
        try transaction.setTags(tags, onMLflowRun: run.id)
        guard let name = tags.last(where: { $0.key == RunLogging.nameTag })?.value else { return }
        var renamed = run
        renamed.name = name
        try transaction.updateMLflowRun(renamed)
    }
}
