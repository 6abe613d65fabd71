internal import Catalog
internal import Promotion

extension Call {
    /// The experiment that a client names, deleted or not; 404 if the workspace has none.
    func experiment(_ id: String?) throws -> Experiment {
        let number = try experimentID(id)
        guard let experiment = try transaction.experiment(number, in: name) else { throw Self.noExperiment(number) }
        return experiment
    }

    private static func noExperiment(_ id: Int64) -> MLflowError {
        MLflowError.missing("No Experiment with id=\(id) exists")
    }

    /// The experiment in this lifecycle stage; 404 for one in another, as MLflow has it where the stage is what changes.
    func experiment(_ id: String?, in stage: LifecycleStage) throws -> Experiment {
        let experiment = try experiment(id)
        guard experiment.lifecycleStage == stage else {
            throw MLflowError.missing("No Experiment with id=\(experiment.id) exists")
        }
        return experiment
    }

    /// The experiment, which must not be deleted.
    func activeExperiment(_ id: String?) throws -> Experiment {
        let experiment = try experiment(id)
        try Self.requireActive(experiment.lifecycleStage, experiment.id)
        return experiment
    }

    /// The id of the experiment, which must not be deleted.
    func activeExperimentID(_ id: String?) throws -> Int64 {
        let number = try experimentID(id)
        guard let stage = try transaction.lifecycleStage(ofExperiment: number, in: name) else {
            throw Self.noExperiment(number)
        }
        try Self.requireActive(stage, number)
        return number
    }

    private static func requireActive(_ stage: LifecycleStage, _ id: Int64) throws {
        guard stage == .active else {
            throw MLflowError.invalid(
                "The experiment \(id) must be in the 'active' state. Current state is deleted.")
        }
    }

    /// The ids of experiments; those of other workspaces are among them and match nothing.
    func experimentIDs(_ key: String) throws -> [Int64] {
        try texts(key).compactMap { text -> Int64? in
            if text == "0" { return try transaction.defaultExperimentID(in: name) }
            return try Self.experimentNumber(text)
        }
    }

    /// A view of lifecycle stages.
    func view(_ key: String) throws -> LifecycleView {
        switch try text(key) {
        case nil, "", "ACTIVE_ONLY": return .activeOnly
        case "DELETED_ONLY": return .deletedOnly
        case "ALL": return .all
        case let other?: throw MLflowError.invalidParameter(key, .string(other))
        }
    }
}

extension JSONObject {
    /// Writes the members of MLflow's `Experiment`.
    mutating func write(_ experiment: Experiment) {
        set("experiment_id", String(experiment.id))
        set("name", experiment.name)
        set("artifact_location", "mlflow-artifacts:/\(experiment.id)")
        set("lifecycle_stage", experiment.lifecycleStage.rawValue)
        set("last_update_time", experiment.updatedAt.milliseconds)
        set("creation_time", experiment.createdAt.milliseconds)
        write("tags", experiment.tags)
        set("workspace", experiment.workspace.rawValue)
    }

    /// Writes a list of keys with values.
    mutating func write(_ key: StaticString, _ entries: [Entry]) {
        list(key, entries) { object, entry in
            object.set("key", entry.key)
            object.set("value", entry.value)
        }
    }
}
