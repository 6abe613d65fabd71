internal import Catalog
internal import HTTPTypes
internal import Promotion

/// What MLflow's own pages draw: histories of a metric in many runs, and datasets of experiments. 3 routes.
enum MetricHistoryService {
    static let operations: [Operation] = [
        Operation(.get, "metrics/get-history-bulk", .read, history),
        Operation(.get, "metrics/get-history-bulk-interval", .read, interval),
        Operation(.post, "experiments/search-datasets", .read, searchDatasets),
    ]

    private static let mostRuns = 100
    private static let mostResults: Int64 = 25_000
    private static let mostResultsOfARun: Int64 = 2500

    private static func history(_ call: Call, _ answer: inout JSONObject) throws {
        let ids = try call.texts("run_id")
        guard !ids.isEmpty else {
            throw MLflowError.invalid("GetMetricHistoryBulk request must specify at least one run_id.")
        }
        try limit(ids.count, "GetMetricHistoryBulk request cannot specify more than \(mostRuns) run_ids.")
        guard let key = try call.text("metric_key") else {
            throw MLflowError.invalid("GetMetricHistoryBulk request must specify a metric_key.")
        }
        let asked = try call.parameters.integer("max_results") ?? mostResults
        guard asked > 0 else { throw MLflowError.invalid("max_results must be a positive integer. Got \(asked).") }
        // Runs of other workspaces, and those that never were, have no metrics.
        let known = try ids.filter { try call.transaction.mlflowRun($0, in: call.name) != nil }
        let metrics = try call.transaction.metricHistory(
            key, ofMLflowRuns: known, limit: Int(min(asked, mostResults)))
        answer.list("metrics", metrics) { $0.write($1) }
    }

    private static func interval(_ call: Call, _ answer: inout JSONObject) throws {
        let ids = try call.texts("run_ids")
        guard !ids.isEmpty else { throw MLflowError.missingParameter("run_ids") }
        try limit(ids.count, "GetMetricHistoryBulkInterval request must specify at most \(mostRuns) run_ids.")
        let key = try call.requiredText("metric_key")
        let asked = try call.parameters.integer("max_results") ?? mostResultsOfARun
        guard (1...mostResultsOfARun).contains(asked) else {
            throw MLflowError.invalid("max_results must be between 1 and \(mostResultsOfARun).")
        }
        let steps = try steps(call)
        for id in ids { _ = try call.run(id) }
        var metrics: [Metric] = []
        for id in ids {
            metrics += try call.transaction.metricSample(key, ofMLflowRun: id, steps: steps, limit: Int(asked))
        }
        answer.list("metrics", metrics) { $0.write($1) }
    }

    private static func steps(_ call: Call) throws -> ClosedRange<Int64>? {
        switch (try call.parameters.integer("start_step"), try call.parameters.integer("end_step")) {
        case (nil, nil): return nil
        case (let start?, let end?):
            guard start <= end else {
                throw MLflowError.invalid(
                    "end_step must be greater than start_step. Found start_step=\(start) and end_step=\(end).")
            }
            return start...end
        case (_?, nil), (nil, _?):
            throw MLflowError.invalid("If either start step or end step are specified, both must be specified.")
        }
    }

    private static func searchDatasets(_ call: Call, _ answer: inout JSONObject) throws {
        let most = 20
        let ids = try call.texts("experiment_ids")
        guard !ids.isEmpty else {
            throw MLflowError.invalid("SearchDatasets request must specify at least one experiment_id.")
        }
        guard ids.count <= most else {
            throw MLflowError.invalid(
                "SearchDatasets request cannot specify more than \(most) experiment_ids. Received \(ids.count) "
                    + "experiment_ids.")
        }
        let summaries = try call.transaction.datasetSummaries(
            ofExperiments: call.experimentIDs("experiment_ids"), in: call.name, limit: 1000)
        answer.list("dataset_summaries", summaries) { object, summary in
            object.set("experiment_id", String(summary.experimentID))
            object.set("name", summary.name)
            object.set("digest", summary.digest)
            object.set("context", summary.context)
        }
    }

    private static func limit(_ count: Int, _ message: String) throws {
        guard count > mostRuns else { return }
        throw MLflowError.invalid("\(message) Received \(count) run_ids.")
    }
}
