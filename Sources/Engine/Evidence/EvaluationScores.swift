import Catalog
import Gates
import Promotion

/// What an evaluation logged, found by the identity of the attempt that logged it.
struct EvaluationScores: Sendable {
    let scores: Scores

    /// Reads the evaluation of `version`. Without an `evaluate` step the figures are those of the training.
    init(of version: Int, run: RunRecord, in transaction: CatalogTransaction) throws {
        let step = CatalogTransaction.scoringStep(of: run.pinned?.pipeline)
        var metrics: [String: MetricValue] = [:]
        for logged in try transaction.evaluationRuns(of: version, run: run) {
            for metric in try transaction.details(of: logged).metrics { metrics[metric.key] = .number(metric.value) }
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
