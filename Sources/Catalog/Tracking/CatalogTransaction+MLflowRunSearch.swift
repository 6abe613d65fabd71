package import Promotion

extension CatalogTransaction {
    /// A run with all that was logged to it.
    package func details(of run: MLflowRun) throws(CatalogError) -> MLflowRunDetails {
        try details(of: [run]).first ?? MLflowRunDetails(run: run)
    }

    /// One page of the runs of the workspace's experiments; latest start first if `search` has no order.
    package func searchMLflowRuns(
        in workspace: WorkspaceName, experiments: [Int64], view: LifecycleView, search: Search, limit: Int, offset: Int
    ) throws(CatalogError) -> Page<MLflowRunDetails> {
        var found: [MLflowRun] = []
        for row in try rows(
            """
            SELECT \(sql: MLflowRun.columns) FROM mlflow_runs
            WHERE workspace = \(workspace) AND experiment_id IN \(list: experiments) AND \(sql: view.condition)
            \(sql: search.conditions(of: .runs)) ORDER BY \(sql: search.order(of: .runs))
            LIMIT \(limit + 1) OFFSET \(offset)
            """)
        {
            found.append(try MLflowRun(row: row))
        }
        let page = Page(found, limit: limit, offset: offset)
        return page.with(try details(of: page.elements))
    }

    /// Collects by run what was logged. One query per kind for up to 1,000 runs, not one per run.
    private func details(of runs: [MLflowRun]) throws(CatalogError) -> [MLflowRunDetails] {
        var details: [MLflowRunDetails] = []
        for start in stride(from: 0, to: runs.count, by: 1000) {
            let chunk = runs[start..<min(start + 1000, runs.count)]
            var byID: [String: MLflowRunDetails] = [:]
            for run in chunk { byID[run.id] = MLflowRunDetails(run: run) }
            let ids: SQL = if let only = runs.first, runs.count == 1 { "= \(only.id)" } else { "IN \(list: byID.keys)" }
            try collectEntries(ids, into: &byID)
            try collectDatasets(ids, into: &byID)
            try collectModels(ids, into: &byID)
            details += chunk.compactMap { byID[$0.id] }
        }
        return details
    }

    private func collectEntries(_ ids: SQL, into byID: inout [String: MLflowRunDetails]) throws(CatalogError) {
        for row in try rows(
            """
            SELECT key, value, is_nan, timestamp, step, run_id, model_id, dataset_name, dataset_digest
            FROM mlflow_latest_metrics WHERE run_id \(sql: ids) ORDER BY key
            """)
        {
            var metric = try Metric(row: row)
            metric.modelID = try row[6]
            metric.datasetName = try row[7]
            metric.datasetDigest = try row[8]
            byID[try row[5]]?.metrics.append(metric)
        }
        for row in try rows("SELECT key, value, run_id FROM mlflow_params WHERE run_id \(sql: ids) ORDER BY key") {
            byID[try row[2]]?.params.append(Entry(key: try row[0], value: try row[1]))
        }
        for row in try rows("SELECT key, value, run_id FROM mlflow_run_tags WHERE run_id \(sql: ids) ORDER BY key") {
            byID[try row[2]]?.tags.append(Entry(key: try row[0], value: try row[1]))
        }
    }

    private func collectDatasets(_ ids: SQL, into byID: inout [String: MLflowRunDetails]) throws(CatalogError) {
        let found = try rows(
            """
            SELECT run_id, name, digest, source_type, source, schema, profile FROM mlflow_dataset_inputs
            WHERE run_id \(sql: ids) ORDER BY name, digest
            """)
        guard !found.isEmpty else { return }
        var tags: [[String]: [Entry]] = [:]
        for row in try rows(
            """
            SELECT run_id, name, digest, key, value FROM mlflow_dataset_input_tags WHERE run_id \(sql: ids) ORDER BY key
            """)
        {
            tags[[try row[0], try row[1], try row[2]], default: []].append(Entry(key: try row[3], value: try row[4]))
        }
        for row in found {
            let (run, name, digest): (String, String, String) = (try row[0], try row[1], try row[2])
            byID[run]?.datasets.append(
                DatasetInput(
                    name: name, digest: digest, sourceType: try row[3], source: try row[4], schema: try row[5],
                    profile: try row[6], tags: tags[[run, name, digest]] ?? []))
        }
    }

    private func collectModels(_ ids: SQL, into byID: inout [String: MLflowRunDetails]) throws(CatalogError) {
        for row in try rows(
            """
            SELECT run_id, model_id, direction, step FROM mlflow_run_models WHERE run_id \(sql: ids)
            ORDER BY step, model_id
            """)
        {
            let (run, model, direction): (String, String, String) = (try row[0], try row[1], try row[2])
            if direction == "input" {
                byID[run]?.modelInputs.append(model)
            } else {
                byID[run]?.modelOutputs.append(ModelOutput(modelID: model, step: try row[3]))
            }
        }
    }
}
