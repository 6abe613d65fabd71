import Catalog
import Gates
import Promotion

/// What an evaluation logged, found by the identity of the attempt that logged it.
struct EvaluationScores: Sendable {
    let scores: Scores

    /// - Parameter version: whose evaluation. Without an `evaluate` step the figures are those of the training.
    init(of version: Int, run: RunRecord, in transaction: CatalogTransaction) throws {
        let pipeline = run.pinned?.pipeline
        let evaluate = pipeline?.evaluateStep
        let step = evaluate ?? pipeline?.steps.first { $0.kind == .train }
        var metrics: [String: MetricValue] = [:]
        if let step {
            let key = evaluate == nil ? StepKey(step.name) : StepKey(step.name, modelVersion: version)
            let attempt = run.state.steps[key]?.attempt ?? 1
            for logged in try transaction.mlflowRuns(loggedBy: run.id) {
                guard let origin = logged.origin, origin.key == key, origin.attempt == attempt,
                    logged.lifecycleStage == .active
                else { continue }
                for metric in try transaction.details(of: logged).metrics { metrics[metric.key] = .number(metric.value) }
            }
        }
        let reads = Set(step?.reads ?? [])
        let datasets = try transaction.runDatasets(of: run.id).filter { reads.contains($0.name) }
        scores = Scores(
            metrics: metrics,
            datasets: Dictionary(datasets.map { ($0.name, $0.version) }) { first, _ in first })
    }

    /// The values that are numbers.
    var numbers: [String: Double] {
        scores.metrics.compactMapValues { if case .number(let value) = $0 { value } else { nil } }
    }
}

extension EvidenceOrigin {
    /// The step together with the version that it scored.
    var key: StepKey {
        guard let subject, let version = Int(subject.dropFirst()) else { return StepKey(step) }
        return StepKey(step, modelVersion: version)
    }
}
