import Catalog
import Execution
import Promotion

/// What a step finds in its environment. Nothing of the server's own is in it.
struct StepVariables: Sendable {
    let run: RunRecord
    let definitions: PinnedDefinitions
    let step: PipelineStep
    let key: StepKey
    let attempt: Int
    let datasets: [RunDatasetRecord]
    let folder: RunFolder
    let places: DatasetPlaces
    let trackingURI: String
    let token: String
    /// The version that steps behind `train` may look at; `evaluate` steps have theirs in the key.
    let modelVersion: Int?

    var all: [String: String] {
        var all = definitions.policy.variables.merging(step.variables) { $1 }
        all.merge(identity) { $1 }
        all.merge(tracking) { $1 }
        all.merge(data) { $1 }
        all.merge(check) { $1 }
        return all
    }

    private var identity: [String: String] {
        [
            "SLUICE_PROJECT": run.project.rawValue,
            "SLUICE_ENVIRONMENT": run.environment.rawValue,
            "SLUICE_RUN": run.id.rawValue,
            "SLUICE_STEP": step.name.rawValue,
            "SLUICE_STEP_ATTEMPT": String(attempt),
            "SLUICE_COMMIT": run.commit.id.rawValue,
            "SLUICE_REF": run.ref.rawValue,
            "SLUICE_REPORT": reportPath,
        ]
    }

    /// Where a test step leaves its JUnit XML.
    var reportPath: String { folder.output(key, attempt: attempt) + "/" + Self.reportName }
    static let reportName = "report.xml"

    /// Whether it is a command of the gate.
    var isCheck: Bool { run.state.isCheck(key) }

    static let verdictName = "verdict.json"

    /// What a command of the gate has beside what every step has.
    private var check: [String: String] {
        guard isCheck else { return [:] }
        var check = [
            "SLUICE_VERDICT": folder.output(key, attempt: attempt) + "/" + Self.verdictName,
            "SLUICE_SOURCE": folder.files,
        ]
        for (name, version) in [("CANDIDATE", run.state.candidate), ("CHAMPION", run.state.champion)] {
            guard let version else { continue }
            check["SLUICE_\(name)_URI"] = "models:/\(definitions.pipeline.model)/\(version)"
            check["SLUICE_\(name)_VERSION"] = String(version)
        }
        return check
    }

    private var tracking: [String: String] {
        let model = definitions.pipeline.model
        var tracking = [
            "SLUICE_MODEL": model.rawValue,
            "MLFLOW_TRACKING_URI": trackingURI,
            "MLFLOW_REGISTRY_URI": trackingURI,
            "MLFLOW_TRACKING_TOKEN": token,
            "MLFLOW_EXPERIMENT_NAME": definitions.pipeline.name,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
            // The workspace has no .git; the commit is known by the token.
            "GIT_PYTHON_REFRESH": "quiet",
        ]
        if let version = key.modelVersion ?? modelVersion {
            tracking["SLUICE_MODEL_URI"] = "models:/\(model)/\(version)"
            tracking["SLUICE_MODEL_VERSION"] = String(version)
        }
        return tracking
    }

    private var data: [String: String] {
        var data: [String: String] = [:]
        for dataset in datasets where step.reads.contains(dataset.name) || step.writes.contains(dataset.name) {
            data["SLUICE_DATASET_\(dataset.name.variableSuffix)"] = dataset.version.location
            data["SLUICE_DATASET_\(dataset.name.variableSuffix)_VERSION"] = dataset.version.version
        }
        for name in step.writes { data["SLUICE_DATASET_\(name.variableSuffix)"] = places.written(name) }
        return data
    }
}
