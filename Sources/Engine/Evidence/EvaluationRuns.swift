import Catalog
import Promotion

extension CatalogTransaction {
    /// The step that scores versions in a run, or, in a pipeline without one, the one that trains.
    static func scoringStep(of pipeline: Pipeline?) -> PipelineStep? {
        pipeline?.evaluateStep ?? pipeline?.steps.first { $0.kind == .train }
    }

    /// What the last attempt of the evaluation of `version` logged, found by the identity of the attempt.
    func evaluationRuns(of version: Int, run: RunRecord) throws(CatalogError) -> [MLflowRun] {
        guard let step = Self.scoringStep(of: run.pinned?.pipeline) else { return [] }
        let key = step.kind == .evaluate ? StepKey(step.name, modelVersion: version) : StepKey(step.name)
        let attempt = run.state.steps[key]?.attempt ?? 1
        return try mlflowRuns(loggedBy: run.id).filter { logged in
            guard let origin = logged.origin else { return false }
            return origin.key == key && origin.attempt == attempt && logged.lifecycleStage == .active
        }
    }
}
