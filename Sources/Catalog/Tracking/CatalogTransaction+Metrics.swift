extension CatalogTransaction {
    /// Adds to a run's metric history, and to a logged model's if the metric names one. A value that is there already is not added
    /// twice. The latest is the one of the highest step, then time, then value.
    package func logMetric(_ metric: Metric, onMLflowRun id: String) throws(CatalogError) {
        let value = metric.storedValue
        let isNaN = metric.value.isNaN
        try execute(
            """
            INSERT INTO mlflow_metrics (run_id, key, timestamp, step, value, is_nan)
            VALUES (\(id), \(metric.key), \(metric.timestamp), \(metric.step), \(value), \(isNaN))
            ON CONFLICT DO NOTHING
            """)
        try execute(
            """
            INSERT INTO mlflow_latest_metrics (
                run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest, model_id
            ) VALUES (
                \(id), \(metric.key), \(metric.timestamp), \(metric.step), \(value), \(isNaN), \(metric.datasetName),
                \(metric.datasetDigest), \(metric.modelID)
            )
            ON CONFLICT (run_id, key) DO UPDATE SET
                timestamp = excluded.timestamp, step = excluded.step, value = excluded.value,
                is_nan = excluded.is_nan, dataset_name = excluded.dataset_name,
                dataset_digest = excluded.dataset_digest, model_id = excluded.model_id
            WHERE (excluded.step, excluded.timestamp, excluded.value) >= (
                mlflow_latest_metrics.step, mlflow_latest_metrics.timestamp, mlflow_latest_metrics.value
            )
            """)
        try markForIndexing(id)
        guard !metric.modelID.isEmpty else { return }
        try execute(
            """
            INSERT INTO logged_model_metrics (
                model_id, run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest
            ) VALUES (
                \(metric.modelID), \(id), \(metric.key), \(metric.timestamp), \(metric.step), \(value), \(isNaN),
                \(metric.datasetName), \(metric.datasetDigest)
            )
            ON CONFLICT (model_id, run_id, key, timestamp, step) DO NOTHING
            """)
    }

    /// One page of a metric's history in a run, in the order of time, step and value.
    package func metricHistory(
        _ key: String, ofMLflowRun id: String, limit: Int, offset: Int
    ) throws(CatalogError) -> Page<Metric> {
        var found: [Metric] = []
        for row in try rows(
            """
            SELECT key, value, is_nan, timestamp, step FROM mlflow_metrics WHERE run_id = \(id) AND key = \(key)
            ORDER BY timestamp, step, value LIMIT \(limit + 1) OFFSET \(offset)
            """)
        {
            found.append(try Metric(row: row))
        }
        return Page(found, limit: limit, offset: offset)
    }
}
