internal import Catalog
internal import HTTPTypes

/// `runs/log-model`: how clients before MLflow 3 say that a run logged a model. It is kept where MLflow keeps it, in a tag of the run.
enum LoggedModelHistory {
    static let operations: [Operation] = [Operation(.post, "runs/log-model", .write, logModel)]

    /// A JSON list with an object for each model.
    private static let tag = "mlflow.log-model.history"
    /// Bytes of the tag. The client goes on without, if it is refused.
    private static let longest = 256 << 10
    private static let needed = ["artifact_path", "flavors", "utc_time_created", "run_id"]
    private static let kept = ["run_id", "utc_time_created", "artifact_path", "model_uuid"]

    private static func logModel(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.activeRun(call.runID())
        let text = try call.requiredText("model_json")
        guard case .object(let members)? = parsed(text) else {
            throw MLflowError.invalid("Malformed model info. 'model_json' is not a valid JSON.")
        }
        let missing = needed.filter { key in !members.contains { $0.key == key } }
        guard missing.isEmpty else {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            throw MLflowError.invalid("Model json is missing mandatory fields: {\(names)}")
        }
        let known = try call.transaction.details(of: run).tags.first { $0.key == tag }?.value
        guard case .array(var models)? = parsed(known ?? "[]") else {
            throw MLflowError.invalid(
                "tag '\(tag)' of run '\(run.id)' is not a JSON list, so no model can be added to it")
        }
        models.append(.object(entry(members)))
        let value = JSON.array(models).text
        guard value.utf8.count <= longest else {
            throw MLflowError.invalid("run '\(run.id)' has logged more models than its tag '\(tag)' can hold")
        }
        try call.transaction.setTags([Entry(key: tag, value: value)], onMLflowRun: run.id)
    }

    /// What MLflow keeps of a model: which it is, and its flavors without their configuration.
    private static func entry(_ model: [JSON.Member]) -> [JSON.Member] {
        var entry = model.filter { kept.contains($0.key) }
        if case .object(let flavors)? = JSON.object(model)["flavors"] {
            let short = flavors.map { flavor in
                guard case .object(let members) = flavor.value else { return flavor }
                return JSON.Member(key: flavor.key, value: .object(members.filter { $0.key != "config" }))
            }
            entry.append(JSON.Member(key: "flavors", value: .object(short)))
        }
        return entry
    }

    private static func parsed(_ text: String) -> JSON? {
        Array(text.utf8).withUnsafeBytes { bytes in
            do throws(JSONError) { return try JSONParser.parse(bytes) } catch { return nil }
        }
    }
}

extension JSON {
    /// The value as JSON text, with the spaces that Python puts.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .real(let real): real.isNaN ? "NaN" : real.isInfinite ? real < 0 ? "-Infinity" : "Infinity" : "\(real)"
        case .string(let string): Self.quoted(string)
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.key)): \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var object = JSONObject()
        object.set("", text)
        // The object is `{"":"…"}`.
        return String(decoding: object.finished().dropFirst(4).dropLast(), as: UTF8.self)
    }
}
