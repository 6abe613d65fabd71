extension CatalogTransaction {
    /// Adds to a run's metric history, and to a logged model's if a metric names one. A value that is there already is not added
    /// twice. The latest is the one of the highest step, then time, then value.
    package func logMetrics(_ metrics: [Metric], onMLflowRun id: String) throws(CatalogError) {
        guard !metrics.isEmpty else { return }
        let run = CatalogValue.text(id)
        try insert(metrics, Metric.history, first: run) { $0.appendHistory(to: &$1) }
        try insert(metrics.latestOfEachKey, Metric.latest, first: run) { $0.appendValues(to: &$1) }
        try execute(
            """
            INSERT INTO logged_model_metrics (
                run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest, model_id
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (model_id, run_id, key, timestamp, step) DO NOTHING
            """, forEach: metrics.lazy.filter { !$0.modelID.isEmpty }.map { $0.values(of: run) })
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
    fileprivate static let history = RowInsert(
        into: "mlflow_metrics (run_id, key, timestamp, step, value, is_nan)", columns: 6, "ON CONFLICT DO NOTHING")

    fileprivate static let latest = RowInsert(
        into: """
            mlflow_latest_metrics (
                run_id, key, timestamp, step, value, is_nan, dataset_name, dataset_digest, model_id
            )
            """, columns: 9,
        """
        ON CONFLICT (run_id, key) DO UPDATE SET
            timestamp = excluded.timestamp, step = excluded.step, value = excluded.value,
            is_nan = excluded.is_nan, dataset_name = excluded.dataset_name,
            dataset_digest = excluded.dataset_digest, model_id = excluded.model_id
        WHERE (excluded.step, excluded.timestamp, excluded.value) >= (
            mlflow_latest_metrics.step, mlflow_latest_metrics.timestamp, mlflow_latest_metrics.value
        )
        """)

    /// The columns of the history behind the run.
    fileprivate func appendHistory(to values: inout [CatalogValue]) {
        values.append(.text(key))
        values.append(timestamp.catalogValue)
        values.append(.integer(step))
        values.append(.real(storedValue))
        values.append(value.isNaN.catalogValue)
    }

    /// Those, and what else is known of a latest metric.
    fileprivate func appendValues(to values: inout [CatalogValue]) {
        appendHistory(to: &values)
        values.append(.text(datasetName))
        values.append(.text(datasetDigest))
        values.append(.text(modelID))
    }

    fileprivate func values(of run: CatalogValue) -> [CatalogValue] {
        var values = [run]
        appendValues(to: &values)
        return values
    }
}

extension [Metric] {
    /// The latest of each key, as `mlflow_latest_metrics` would keep it if they came one after another.
    fileprivate var latestOfEachKey: [Metric] {
        lastOfEachKey(by: \.key) { ($0.step, $0.timestamp, $0.storedValue) <= ($1.step, $1.timestamp, $1.storedValue) }
    }
}
