internal import Catalog
internal import Promotion

/// What code logs to a run.
enum RunLogging {
    /// The tag that is the run's name as well.
    static let nameTag = "mlflow.runName"

    static func logMetric(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        try call.log([call.metric(call.parameters)], to: run)
    }

    static func logParam(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        let param = Entry(key: try call.requiredText("key"), value: try call.text("value") ?? "")
        try call.log([EntityNames.param(param)], to: run)
    }

    /// All of the batch is stored, or nothing.
    static func logBatch(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        let metrics = try call.parameters.list("metrics")
        let params = try call.entries("params")
        let tags = try call.entries("tags")
        try limit(metrics.count, 1000, "metrics")
        try limit(params.count, 100, "params")
        try limit(tags.count, 100, "tags")
        let total = metrics.count + params.count + tags.count
        guard total <= 1000 else {
            throw MLflowError.invalid(
                "A batch logging request can contain at most 1000 metrics, params and tags. Got \(total). Please split up "
                    + "metrics, params and tags across multiple requests and try again.")
        }
        try call.log(params.map(EntityNames.param), to: run)
        try call.log(metrics.map(call.metric), to: run)
        try call.set(tags.map(EntityNames.runTag), on: run)
    }

    private static func limit(_ count: Int, _ most: Int, _ what: String) throws {
        guard count > most else { return }
        throw MLflowError.invalid(
            "A batch logging request can contain at most \(most) \(what). Got \(count) \(what). Please split up \(what) "
                + "across multiple requests and try again.")
    }

    static func setTag(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        let tag = Entry(key: try call.requiredText("key"), value: try call.text("value") ?? "")
        try call.set([EntityNames.runTag(tag)], on: run)
    }

    static func deleteTag(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        let key = try call.requiredText("key")
        guard try call.transaction.deleteTag(key, onMLflowRun: run.id) else {
            throw MLflowError.missing("No tag with name: \(key) in run with id \(run.id)")
        }
    }

    static func logInputs(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        for element in try call.parameters.list("datasets") {
            guard let dataset = element["dataset"] else { throw MLflowError.missingParameter("dataset") }
            let input = DatasetInput(
                name: try dataset.requiredText("name"), digest: try dataset.requiredText("digest"),
                sourceType: try dataset.requiredText("source_type"), source: try dataset.requiredText("source"),
                schema: try dataset.text("schema"), profile: try dataset.text("profile"),
                tags: try element.entries("tags"))
            try call.transaction.logDatasetInput(input, onMLflowRun: run.id)
        }
        for element in try call.parameters.list("models") {
            let model = try call.carriedModel(element.requiredText("model_id"))
            try call.transaction.logModelInput(model, onMLflowRun: run.id)
        }
    }

    static func logOutputs(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        for element in try call.parameters.list("models") {
            let output = ModelOutput(
                modelID: try element.requiredText("model_id"), step: try element.integer("step") ?? 0)
            try call.requireLoggedModel(output.modelID)
            try call.transaction.logModelOutput(output, onMLflowRun: run.id)
        }
    }
}
