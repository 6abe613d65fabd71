internal import Catalog
internal import HTTPTypes
internal import Promotion

/// Runs and metric history: 14 routes.
enum RunService {
    static let operations: [Operation] = [
        Operation(.post, "runs/create", .write, byKey: true, create),
        Operation(.get, "runs/get", .read, byKey: true, get),
        Operation(.post, "runs/update", .write, byKey: true, update),
        Operation(.post, "runs/delete", .guarded, delete),
        Operation(.post, "runs/restore", .write, restore),
        Operation(.post, "runs/search", .read, search),
        Operation(.post, "runs/log-metric", .guarded, byKey: true, RunLogging.logMetric),
        Operation(.post, "runs/log-parameter", .guarded, byKey: true, RunLogging.logParam),
        Operation(.post, "runs/log-batch", .guarded, byKey: true, RunLogging.logBatch),
        Operation(.post, "runs/set-tag", .write, byKey: true, RunLogging.setTag),
        Operation(.post, "runs/delete-tag", .write, byKey: true, RunLogging.deleteTag),
        Operation(.post, "runs/log-inputs", .guarded, byKey: true, RunLogging.logInputs),
        Operation(.post, "runs/outputs", .guarded, byKey: true, RunLogging.logOutputs),
        Operation(.get, "metrics/get-history", .read, metricHistory),
    ]

    private static func create(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.activeExperimentID(call.text("experiment_id"))
        var tags = try call.entries("tags").map(EntityNames.freeTag)
        let named = tags.first { $0.key == RunLogging.nameTag }?.value
        let asked = try call.text("run_name") ?? ""
        if let named, !asked.isEmpty, named != asked {
            throw MLflowError.invalid(
                "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values "
                    + "(run_name='\(asked)', mlflow.runName='\(named)').")
        }
        let name = asked.isEmpty ? named ?? RunName.random() : asked
        if named == nil { tags.append(Entry(key: RunLogging.nameTag, value: name)) }
        let start = try call.parameters.integer("start_time").map(Timestamp.init(milliseconds:))
        let run = MLflowRun(
            id: EntityIDs.run(at: call.now), workspace: call.name, experimentID: experiment, name: name,
            userID: try call.text("user_id") ?? "", status: .running, startTime: start ?? call.now, origin: call.origin)
        let details = try call.transaction.createMLflowRun(run, tags: tags, now: call.now)
        answer.object("run") { $0.write(details) }
    }

    private static func get(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.run(call.runID())
        let logged = try LoggedData(call.transaction)
        try answer.object("run") { try $0.write(run, with: logged) }
    }

    private static func update(_ call: Call, _ answer: inout JSONObject) throws {
        var run = try call.activeRun(call.runID())
        if let text = try call.text("status") {
            guard let status = MLflowRun.Status(rawValue: text) else {
                throw MLflowError.invalidParameter("status", .string(text))
            }
            run.status = status
        }
        // 0 takes the end away, as for MLflow.
        if let end = try call.parameters.integer("end_time") {
            run.endTime = end == 0 ? nil : Timestamp(milliseconds: end)
        }
        if let name = try call.text("run_name"), !name.isEmpty {
            run.name = name
            try call.transaction.setTags([Entry(key: RunLogging.nameTag, value: name)], onMLflowRun: run.id)
        }
        try call.transaction.updateMLflowRun(run)
        answer.object("run_info") { $0.write(run) }
    }

    private static func delete(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.run(call.runID())
        try call.askGuard(.deleteRun(id: run.id))
        try call.transaction.setLifecycle(ofMLflowRun: run.id, to: .deleted)
    }

    private static func restore(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.run(call.runID())
        try call.transaction.setLifecycle(ofMLflowRun: run.id, to: .active)
    }

    private static func search(_ call: Call, _ answer: inout JSONObject) throws {
        let (experiments, view) = (try call.experimentIDs("experiment_ids"), try call.view("run_view_type"))
        let request = try call.searchRequest(.runs, scope: ["\(view)"] + experiments.map(String.init))
        let page = try call.transaction.searchMLflowRuns(
            in: call.name, experiments: experiments, view: view, search: request.search,
            limit: call.maxResults(default: 1000, limit: 50_000), after: request.after)
        let logged = try LoggedData(call.transaction)
        try answer.list("runs", page.elements) { try $0.write($1, with: logged) }
        answer.set("next_page_token", request.token.encode(page.next))
    }

    private static func metricHistory(_ call: Call, _ answer: inout JSONObject) throws {
        let run = try call.run(call.runID())
        let page = try call.transaction.metricHistory(
            call.requiredText("metric_key"), ofMLflowRun: run.id,
            limit: min(25_000, call.maxResults(default: 25_000, limit: .max)),
            offset: PageToken.decode(call.text("page_token")))
        answer.list("metrics", page.elements) { $0.write($1) }
        answer.set("next_page_token", PageToken.encode(page.nextOffset))
    }
}
