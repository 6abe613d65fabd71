import Catalog
import Promotion

extension CatalogTransaction {
    /// The datasets that the steps of a run read on the way to its model, from raw data to training.
    func trainingDatasets(of run: RunRecord) throws(CatalogError) -> [DatasetName: DatasetVersion] {
        guard let pipeline = run.pinned?.pipeline else { return [:] }
        let graph = StepGraph(pipeline.steps)
        let trains = pipeline.steps.filter { $0.kind == .train }.map(\.name)
        let steps = Set(trains).union(trains.flatMap { graph.ancestors(of: $0) })
        return try datasets(of: run, readBy: pipeline.steps.filter { steps.contains($0.name) && $0.kind != .test })
    }

    /// The datasets that candidate and champion were scored on.
    func evaluationDatasets(of run: RunRecord) throws(CatalogError) -> [DatasetName: DatasetVersion] {
        try datasets(of: run, readBy: [run.pinned?.pipeline.evaluateStep].compactMap(\.self))
    }

    private func datasets(
        of run: RunRecord, readBy steps: [PipelineStep]
    ) throws(CatalogError) -> [DatasetName: DatasetVersion] {
        let names = Set(steps.flatMap(\.reads))
        let known = try runDatasets(of: run.id).filter { names.contains($0.name) }
        return Dictionary(known.map { ($0.name, $0.version) }) { first, _ in first }
    }

    /// The run that trained a version, over all copies; nil if it was no run of Sluice's, or it is gone.
    func trainingRun(
        of version: Int, model: ModelName, in workspace: WorkspaceName
    ) throws(CatalogError) -> RunRecord? {
        var current = ModelOrigin(workspace: workspace, model: model, version: version)
        for _ in 0..<16 {
            guard let next = try origin(of: current.version, model: current.model, in: current.workspace) else { break }
            current = next
        }
        let entry = try modelVersion(Int64(current.version), of: current.model.rawValue, in: current.workspace)
        guard let run = entry?.origin?.run else { return nil }
        return try self.run(run)
    }
}
