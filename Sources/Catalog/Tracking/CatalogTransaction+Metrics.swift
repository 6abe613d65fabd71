extension CatalogTransaction {
    /// Adds to a run's metric history, and to a logged model's if a metric names one. A value that is there already is not added
    /// twice. The latest is the one of the highest step, then time, then value.
    package func logMetrics(_ metrics: [Metric], onMLflowRun id: String) throws(CatalogError) {
        guard !metrics.isEmpty else { return }
        try execute(
            """
            INSERT INTO mlflow_metrics (run_id, key, timestamp, step, value, is_nan)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
            """, forEach: metrics.lazy.map { $0.historyValues(of: id) })
        try execute(
            """
            INSERT INTO mlflow_latest_metrics (
                run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest, model_id
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (run_id, key) DO UPDATE SET
                timestamp = excluded.timestamp, step = excluded.step, value = excluded.value,
                is_nan = excluded.is_nan, dataset_name = excluded.dataset_name,
                dataset_digest = excluded.dataset_digest, model_id = excluded.model_id
            WHERE (excluded.step, excluded.timestamp, excluded.value) >= (
                mlflow_latest_metrics.step, mlflow_latest_metrics.timestamp, mlflow_latest_metrics.value
            )
            """, forEach: metrics.lazy.map { $0.values(of: id) })
        try execute(
            """
            INSERT INTO logged_model_metrics (
                run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest, model_id
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (model_id, run_id, key, timestamp, step) DO NOTHING
            """, forEach: metrics.lazy.filter { !$0.modelID.isEmpty }.map { $0.values(of: id) })
        try markForIndexing(id)
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

extension Metric {
    /// The columns of the history.
    fileprivate func historyValues(of run: String) -> [CatalogValue] {
        [
            .text(run), .text(key), timestamp.catalogValue, .integer(step), .real(storedValue),
            value.isNaN.catalogValue,
        ]
    }

    /// Those, and what else is known of a latest metric.
    fileprivate func values(of run: String) -> [CatalogValue] {
        historyValues(of: run) + [.text(datasetName), .text(datasetDigest), .text(modelID)]
    }
}
