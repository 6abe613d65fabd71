import Foundation
import Promotion

@testable import Catalog

/// A champion in a workspace with all that it was made from, each under names of its own, so that many worlds fit in one catalog.
struct ChampionWorld: Sendable {
    let workspace: WorkspaceName
    let tag: String
    let experiment: Int64
    let run: String
    let loggedModel: String
    let model: String

    /// A text that stands in everything of the world and must not be told to another workspace.
    static let secret = "sEcReT"

    /// Stores a world directly, as code and a promotion of it would have.
    static func make(_ catalog: Catalog, in workspaceName: String, tag: String) async throws -> ChampionWorld {
        let workspace = try WorkspaceName(validating: workspaceName)
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        return try await catalog.write { transaction in
            try transaction.ensureDefaultExperiment(in: workspace, now: now)
            let note = Entry(key: "note", value: secret)
            let experiment = try transaction.createExperiment(
                named: "e-\(tag)", in: workspace, tags: [note], now: now)
            let run = String(Digest(ofText: "\(workspace)/\(tag)").rawValue.prefix(32))
            let logged = "m-\(run)"
            try transaction.createMLflowRun(
                MLflowRun(
                    id: run, workspace: workspace, experimentID: experiment, name: secret, userID: "",
                    status: .finished,
                    startTime: now, origin: nil), tags: [note], now: now)
            try transaction.logMetrics(
                [Metric(key: "f1", value: 0.5, timestamp: now, step: 0)], onMLflowRun: run)
            var model = LoggedModel(
                id: logged, workspace: workspace, experimentID: experiment, name: secret, modelType: "",
                sourceRunID: run,
                createdAt: now, origin: nil)
            model.tags = [note]
            try transaction.createLoggedModel(model)
            for owner in [ArtifactOwner.run(id: run), .model(id: logged)] {
                try transaction.recordArtifactFile(
                    ArtifactFile(path: "MLmodel", digest: Digest(ofText: tag), size: 1), of: owner, in: workspace,
                    now: now)
            }
            let name = "churn-\(tag)"
            try transaction.createRegisteredModel(name, in: workspace, description: secret, tags: [note], now: now)
            _ = try transaction.createModelVersion(
                ModelVersion(
                    workspace: workspace, name: name, description: secret, source: "models:/\(logged)",
                    artifactURI: "mlflow-artifacts:/\(experiment)/models/\(logged)/artifacts", runID: run, runLink: nil,
                    modelID: logged, createdAt: now, origin: nil, tags: [note]))
            try transaction.setAlias(ModelAlias(alias: "champion", version: 1), of: name, in: workspace, now: now)
            return ChampionWorld(
                workspace: workspace, tag: tag, experiment: experiment, run: run, loggedModel: logged, model: name)
        }
    }

    /// Deletes the experiment or the run softly behind the API, so that it can be restored.
    func softlyDelete(experiment isExperiment: Bool, _ catalog: Catalog) async throws {
        let (experiment, run) = (experiment, run)
        try await catalog.write { transaction in
            if isExperiment {
                try transaction.setLifecycle(
                    ofExperiment: experiment, to: .deleted, now: Timestamp(milliseconds: 1_800_000_000_000))
            } else {
                try transaction.setLifecycle(ofMLflowRun: run, to: .deleted)
            }
        }
    }
}
