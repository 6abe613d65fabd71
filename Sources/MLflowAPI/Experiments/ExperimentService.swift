internal import Catalog
internal import HTTPTypes

/// Experiments: 10 routes.
enum ExperimentService {
    static let operations: [Operation] = [
        Operation(.post, "experiments/create", .write, byKey: true, create),
        Operation(.get, "experiments/get", .read, byKey: true, get),
        Operation(.get, "experiments/get-by-name", .read, byKey: true, getByName),
        Operation(.post, "experiments/search", .read, search),
        Operation(.get, "experiments/search", .read, search),
        Operation(.post, "experiments/update", .write, update),
        Operation(.post, "experiments/delete", .guarded, delete),
        Operation(.post, "experiments/restore", .write, restore),
        Operation(.post, "experiments/set-experiment-tag", .write, byKey: true, setTag),
        Operation(.post, "experiments/delete-experiment-tag", .write, byKey: true, deleteTag),
    ]

    private static func create(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try EntityNames.experiment(call.requiredText("name"))
        if let location = try call.text("artifact_location"), !location.isEmpty {
            throw MLflowError.invalid("artifact_location cannot be chosen: the server keeps artifacts in its own store")
        }
        let tags = try call.entries("tags")
        if let taken = try call.transaction.experiment(named: name, in: call.name) {
            let hint =
                taken.lifecycleStage == .deleted ? " in the deleted state; restore it, or choose another name" : ""
            throw MLflowError(.resourceAlreadyExists, "Experiment(name=\(name)) already exists\(hint).")
        }
        let id = try call.transaction.createExperiment(
            named: name, in: call.name, tags: try tags.map(EntityNames.experimentTag), now: call.now)
        answer.set("experiment_id", String(id))
    }

    private static func get(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.experiment(call.requiredText("experiment_id"))
        answer.object("experiment") { $0.write(experiment) }
    }

    private static func getByName(_ call: Call, _ answer: inout JSONObject) throws {
        let name = try call.requiredText("experiment_name")
        guard let experiment = try call.transaction.experiment(named: name, in: call.name) else {
            throw MLflowError.missing("Could not find experiment with name '\(name)'")
        }
        answer.object("experiment") { $0.write(experiment) }
    }

    private static func search(_ call: Call, _ answer: inout JSONObject) throws {
        guard call.parameters["max_results"] != nil else {
            throw MLflowError.invalid(
                "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer")
        }
        let view = try call.view("view_type")
        let request = try call.searchRequest(.experiments, scope: ["\(view)"])
        let page = try call.transaction.searchExperiments(
            in: call.name, view: view, search: request.search, limit: call.maxResults(default: 1000, limit: 50_000),
            after: request.after)
        answer.list("experiments", page.elements) { $0.write($1) }
        answer.set("next_page_token", request.token.encode(page.next))
    }

    private static func update(_ call: Call, _ answer: inout JSONObject) throws {
        let id = try call.requiredText("experiment_id")
        let name = try EntityNames.experiment(call.requiredText("new_name"))
        let experiment = try call.experiment(id)
        guard experiment.lifecycleStage == .active else {
            throw MLflowError.invalid("Cannot rename a non-active experiment.")
        }
        if let other = try call.transaction.experiment(named: name, in: call.name), other.id != experiment.id {
            throw MLflowError(.resourceAlreadyExists, "Experiment(name=\(name)) already exists.")
        }
        try call.transaction.renameExperiment(experiment.id, to: name, now: call.now)
    }

    private static func delete(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.experiment(call.requiredText("experiment_id"), in: .active)
        guard try call.transaction.defaultExperimentID(in: call.name) != experiment.id else {
            throw MLflowError.invalid("Cannot delete the default experiment '\(experiment.id)'. It is always there")
        }
        try call.askGuard(.deleteExperiment(experiment.id))
        try call.transaction.setLifecycle(ofExperiment: experiment.id, to: .deleted, now: call.now)
    }

    private static func restore(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.experiment(call.requiredText("experiment_id"), in: .deleted)
        try call.transaction.setLifecycle(ofExperiment: experiment.id, to: .active, now: call.now)
    }

    private static func setTag(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.activeExperiment(call.requiredText("experiment_id"))
        let tag = Entry(key: try call.requiredText("key"), value: try call.text("value") ?? "")
        try call.transaction.setExperimentTag(EntityNames.experimentTag(tag), on: experiment.id)
    }

    private static func deleteTag(_ call: Call, _ answer: inout JSONObject) throws {
        let experiment = try call.activeExperiment(call.requiredText("experiment_id"))
        let key = try EntityNames.deletedTag(call.requiredText("key"))
        guard try call.transaction.deleteExperimentTag(key, on: experiment.id) else {
            throw MLflowError.missing("No tag with name: \(key) in experiment with id \(experiment.id)")
        }
    }
}
