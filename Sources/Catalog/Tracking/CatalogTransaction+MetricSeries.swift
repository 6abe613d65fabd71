package import Promotion

extension CatalogTransaction {
    /// The first `limit` values of one metric in several runs: by run, then by time, step and value.
    package func metricHistory(
        _ key: String, ofMLflowRuns ids: [String], limit: Int
    ) throws(CatalogError) -> [Metric] {
        var found: [Metric] = []
        for id in Set(ids).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where found.count < limit {
            for var metric in try metricHistory(key, ofMLflowRun: id, limit: limit - found.count, offset: 0).elements {
                metric.runID = id
                found.append(metric)
            }
        }
        return found
    }

    /// At most `limit` values of a metric, spread evenly over its history in the order of step, time and value; the first and the last
    /// are among them. With `steps`, only of those steps.
    package func metricSample(
        _ key: String, ofMLflowRun id: String, steps: ClosedRange<Int64>?, limit: Int
    ) throws(CatalogError) -> [Metric] {
        let bounds: SQL = steps.map { "AND step BETWEEN \($0.lowerBound) AND \($0.upperBound)" } ?? ""
        let history: SQL = "FROM mlflow_metrics WHERE run_id = \(id) AND key = \(key) \(sql: bounds)"
        guard let count: Int64 = try value("SELECT COUNT(*) \(sql: history)"), count > 0 else { return [] }
        // Every stride-th row from the first on, and the last.
        let stride = max(1, (count + Int64(limit) - 1) / Int64(limit))
        var found: [Metric] = []
        for row in try rows(
            """
            SELECT key, value, is_nan, timestamp, step, place FROM (
                SELECT key, value, is_nan, timestamp, step,
                    ROW_NUMBER() OVER (ORDER BY step, timestamp, value, is_nan) AS place
                \(sql: history)
            ) AS numbered
            WHERE (place - 1) % \(stride) = 0 OR place = \(count) ORDER BY place
            """)
        {
            var metric = try Metric(row: row)
            metric.runID = id
            found.append(metric)
        }
        if found.count > limit { found.remove(at: max(0, found.count - 2)) }
        return found
    }

    /// The datasets that runs of these experiments logged, each once for a context; at most `limit`.
    package func datasetSummaries(
        ofExperiments ids: [Int64], in workspace: WorkspaceName, limit: Int
    ) throws(CatalogError) -> [DatasetSummary] {
        var found: [DatasetSummary] = []
        for row in try rows(
            """
            SELECT DISTINCT r.experiment_id, i.name, i.digest, t.value
            FROM mlflow_runs r
            JOIN mlflow_dataset_inputs i ON i.run_id = r.id
            LEFT JOIN mlflow_dataset_input_tags t ON t.run_id = i.run_id AND t.name = i.name AND t.digest = i.digest
                AND t.key = 'mlflow.data.context'
            WHERE r.workspace = \(workspace) AND r.experiment_id IN \(list: ids)
            ORDER BY r.experiment_id, i.name, i.digest, t.value LIMIT \(limit)
            """)
        {
            found.append(
                DatasetSummary(experimentID: try row[0], name: try row[1], digest: try row[2], context: try row[3]))
        }
        return found
    }
}
