/// What was logged to runs, read for one run after another by statements that are looked up once.
///
/// For answers, which only copy: texts stay where the database has them, and no lists are made.
package struct LoggedData {
    private let metrics: RepeatedQuery
    private let params: RepeatedQuery
    private let tags: RepeatedQuery
    private let datasets: RepeatedQuery
    private let datasetTags: RepeatedQuery
    private let models: RepeatedQuery

    /// Valid as long as `transaction`.
    package init(_ transaction: CatalogTransaction) throws(CatalogError) {
        metrics = try transaction.repeated(
            """
            SELECT key, value, is_nan, timestamp, step, model_id, dataset_name, dataset_digest
            FROM mlflow_latest_metrics WHERE run_id = ?1 ORDER BY key
            """)
        params = try transaction.repeated("SELECT key, value FROM mlflow_params WHERE run_id = ?1 ORDER BY key")
        tags = try transaction.repeated("SELECT key, value FROM mlflow_run_tags WHERE run_id = ?1 ORDER BY key")
        datasets = try transaction.repeated(
            """
            SELECT name, digest, source_type, source, schema, profile FROM mlflow_dataset_inputs
            WHERE run_id = ?1 ORDER BY name, digest
            """)
        datasetTags = try transaction.repeated(
            """
            SELECT key, value FROM mlflow_dataset_input_tags WHERE run_id = ?1 AND name = ?2 AND digest = ?3 ORDER BY key
            """)
        models = try transaction.repeated(
            "SELECT model_id, direction, step FROM mlflow_run_models WHERE run_id = ?1 ORDER BY step, model_id")
    }

    /// The latest value of each metric, in the order of the keys.
    package func forEachMetric(ofRun id: String, _ body: (LoggedMetric) -> Void) throws(CatalogError) {
        try metrics.forEach([.text(id)]) { row throws(CatalogError) in body(try LoggedMetric(row: row)) }
    }

    /// The params in the order of their keys.
    package func forEachParam(ofRun id: String, _ body: (LoggedEntry) -> Void) throws(CatalogError) {
        try params.forEach([.text(id)]) { row throws(CatalogError) in body(try LoggedEntry(row: row)) }
    }

    /// The tags in the order of their keys.
    package func forEachTag(ofRun id: String, _ body: (LoggedEntry) -> Void) throws(CatalogError) {
        try tags.forEach([.text(id)]) { row throws(CatalogError) in body(try LoggedEntry(row: row)) }
    }

    /// The datasets that the run read.
    package func datasets(ofRun id: String) throws(CatalogError) -> [DatasetInput] {
        var inputs: [DatasetInput] = []
        try datasets.forEach([.text(id)]) { row throws(CatalogError) in
            inputs.append(
                DatasetInput(
                    name: try row[0], digest: try row[1], sourceType: try row[2], source: try row[3],
                    schema: try row[4], profile: try row[5], tags: []))
        }
        for (index, input) in inputs.enumerated() {
            try datasetTags.forEach([.text(id), .text(input.name), .text(input.digest)]) { row throws(CatalogError) in
                inputs[index].tags.append(Entry(key: try row[0], value: try row[1]))
            }
        }
        return inputs
    }

    /// The logged models that the run used and made.
    package func models(ofRun id: String) throws(CatalogError) -> (inputs: [String], outputs: [ModelOutput]) {
        var (inputs, outputs): ([String], [ModelOutput]) = ([], [])
        try models.forEach([.text(id)]) { row throws(CatalogError) in
            let (model, direction): (String, String) = (try row[0], try row[1])
            if direction == "input" {
                inputs.append(model)
            } else {
                outputs.append(ModelOutput(modelID: model, step: try row[2]))
            }
        }
        return (inputs, outputs)
    }
}

/// The latest value of a metric, while its row is read.
package struct LoggedMetric {
    package let key: ColumnText
    package let value: Double
    /// In milliseconds since 1970.
    package let timestamp: Int64
    package let step: Int64
    /// Empty if it was not said, as those of the dataset.
    package let modelID: ColumnText
    package let datasetName: ColumnText
    package let datasetDigest: ColumnText

    init(row: StatementRow) throws(CatalogError) {
        key = try row.text(0)
        let isNaN: Bool = try row[2]
        value = isNaN ? .nan : try row[1]
        timestamp = try row[3]
        step = try row[4]
        modelID = try row.text(5)
        datasetName = try row.text(6)
        datasetDigest = try row.text(7)
    }
}

/// A param or a tag, while its row is read.
package struct LoggedEntry {
    package let key: ColumnText
    package let value: ColumnText

    init(row: StatementRow) throws(CatalogError) {
        key = try row.text(0)
        value = try row.text(1)
    }
}
