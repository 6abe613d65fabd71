internal import Catalog
internal import Promotion

/// What code logs to a run.
enum RunLogging {
    /// The tag that is the run's name as well.
    static let nameTag = "mlflow.runName"

    static func logMetric(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.evidenceRun(call.runID())
        try call.log([call.metric(call.parameters)], to: run)
    }

    static func logParam(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.evidenceRun(call.runID())
        let param = Entry(key: try call.requiredText("key"), value: try call.text("value") ?? "")
        try call.log([EntityNames.param(param)], to: run)
    }

    /// All of the batch is stored, or nothing.
    static func logBatch(_ call: Call, _ answer: inout JSONObject) throws {
        let metrics = try call.parameters.list("metrics")
        let params = try call.entries("params")
        let tags = try call.entries("tags")
        let isEvidence = !metrics.isEmpty || !params.isEmpty
        let run = try isEvidence ? call.evidenceRun(call.runID()) : call.activeRun(call.runID())
        try limit(metrics.count, 1000, "metrics")
        try limit(params.count, 100, "params")
        try limit(tags.count, 100, "tags")
        try limit(metrics.count + params.count + tags.count, 1000, "metrics, params, and tags")
        try refuseRepeated(params)
        try call.log(EntityNames.params(params), to: run)
        try call.log(metrics.enumerated().map { try call.metric($1, at: .element("metrics", $0)) }, to: run)
        try call.set(EntityNames.runTags(tags), on: run)
    }

    private static func refuseRepeated(_ params: [Entry]) throws {
        var keys: Set<String> = []
        var repeated: [String] = []
        for param in params where !keys.insert(param.key).inserted { repeated.append("'\(param.key)'") }
        guard repeated.isEmpty else {
            throw MLflowError.invalid(
                "Duplicate parameter keys have been submitted: [\(repeated.joined(separator: ", "))]. Please ensure the "
                    + "request contains only one param value per param key.")
        }
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
        let key = try EntityNames.deletedTag(call.requiredText("key"))
        guard try call.transaction.deleteTag(key, onMLflowRun: run.id) else {
            throw MLflowError.missing("No tag with name: \(key) in run with id \(run.id)")
        }
    }

    static func logInputs(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.evidenceRun(call.runID())
        for element in try call.parameters.list("datasets") {
            try call.transaction.logDatasetInput(input(element), onMLflowRun: run.id)
        }
        for element in try call.parameters.list("models") {
            let model = try call.carriedModel(element.requiredText("model_id"))
            try call.transaction.logModelInput(model, onMLflowRun: run.id)
        }
    }

    private static func input(_ element: JSON) throws -> DatasetInput {
        guard let dataset = element["dataset"] else { throw MLflowError.missingParameter("dataset") }
        let tags = try element.entries("tags").map { tag in
            Entry(
                key: try EntityNames.bounded(tag.key, 255, "key"),
                value: try EntityNames.bounded(tag.value, 500, "value"))
        }
        return DatasetInput(
            name: try EntityNames.bounded(dataset.requiredText("name"), 500, "name"),
            digest: try EntityNames.bounded(dataset.requiredText("digest"), 36, "digest"),
            sourceType: try dataset.requiredText("source_type"),
            source: try EntityNames.bounded(dataset.requiredText("source"), 65_535, "source"),
            schema: try dataset.text("schema").map { try EntityNames.bounded($0, 1_048_575, "schema") },
            profile: try dataset.text("profile").map { try EntityNames.bounded($0, 16_777_215, "profile") }, tags: tags)
    }

    static func logOutputs(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.evidenceRun(call.runID())
        for element in try call.parameters.list("models") {
            let output = ModelOutput(
                modelID: try element.requiredText("model_id"), step: try element.integer("step") ?? 0)
            try call.requireLoggedModel(output.modelID)
            try call.transaction.logModelOutput(output, onMLflowRun: run.id)
        }
    }
}
