internal import Promotion

extension CatalogTransaction {
    /// A run with all that was logged to it.
    package func details(of run: MLflowRun) throws(CatalogError) -> MLflowRunDetails {
        try details(of: [run]).first ?? MLflowRunDetails(run: run)
    }

    /// Runs with all that was logged to them, in the same order: a few queries for up to 500 runs, not some for each.
    func details(of runs: [MLflowRun]) throws(CatalogError) -> [MLflowRunDetails] {
        var details: [MLflowRunDetails] = []
        details.reserveCapacity(runs.count)
        for start in stride(from: 0, to: runs.count, by: 500) {
            let chunk = runs[start..<min(start + 500, runs.count)]
            var collected = CollectedDetails(of: chunk)
            try collectEntries(&collected)
            try collectDatasets(&collected)
            try collectModels(&collected)
            details += collected.details
        }
        return details
    }

    private func collectEntries(_ collected: inout CollectedDetails) throws(CatalogError) {
        try forEach(
            """
            SELECT key, value, is_nan, timestamp, step, run_id, model_id, dataset_name, dataset_digest
            FROM mlflow_latest_metrics WHERE run_id IN \(sql: collected.ids) ORDER BY run_id, key
            """
        ) { row throws(CatalogError) in
            var metric = try Metric(row: row)
            metric.modelID = try row[6]
            metric.datasetName = try row[7]
            metric.datasetDigest = try row[8]
            collected.details[try collected.index(of: row[5])].metrics.append(metric)
        }
        try forEach(
            """
            SELECT key, value, run_id FROM mlflow_params WHERE run_id IN \(sql: collected.ids) ORDER BY run_id, key
            """
        ) { row throws(CatalogError) in
            collected.details[try collected.index(of: row[2])].params.append(Entry(key: try row[0], value: try row[1]))
        }
        try forEach(
            """
            SELECT key, value, run_id FROM mlflow_run_tags WHERE run_id IN \(sql: collected.ids) ORDER BY run_id, key
            """
        ) { row throws(CatalogError) in
            collected.details[try collected.index(of: row[2])].tags.append(Entry(key: try row[0], value: try row[1]))
        }
    }

    private func collectDatasets(_ collected: inout CollectedDetails) throws(CatalogError) {
        let found = try rows(
            """
            SELECT run_id, name, digest, source_type, source, schema, profile FROM mlflow_dataset_inputs
            WHERE run_id IN \(sql: collected.ids) ORDER BY run_id, name, digest
            """)
        guard !found.isEmpty else { return }
        var tags: [[String]: [Entry]] = [:]
        for row in try rows(
            """
            SELECT run_id, name, digest, key, value FROM mlflow_dataset_input_tags
            WHERE run_id IN \(sql: collected.ids) ORDER BY run_id, name, digest, key
            """)
        {
            tags[[try row[0], try row[1], try row[2]], default: []].append(Entry(key: try row[3], value: try row[4]))
        }
        for row in found {
            let (run, name, digest): (String, String, String) = (try row[0], try row[1], try row[2])
            collected.details[try collected.index(of: run)].datasets.append(
                DatasetInput(
                    name: name, digest: digest, sourceType: try row[3], source: try row[4], schema: try row[5],
                    profile: try row[6], tags: tags[[run, name, digest]] ?? []))
        }
    }

    private func collectModels(_ collected: inout CollectedDetails) throws(CatalogError) {
        for row in try rows(
            """
            SELECT run_id, model_id, direction, step FROM mlflow_run_models WHERE run_id IN \(sql: collected.ids)
            ORDER BY run_id, step, model_id
            """)
        {
            let index = try collected.index(of: row[0])
            let (model, direction): (String, String) = (try row[1], try row[2])
            if direction == "input" {
                collected.details[index].modelInputs.append(model)
            } else {
                collected.details[index].modelOutputs.append(ModelOutput(modelID: model, step: try row[3]))
            }
        }
    }
}

/// What was found so far of some runs. Rows come sorted by run, so the run of a row is mostly that of the row before.
private struct CollectedDetails {
    var details: [MLflowRunDetails]
    /// `(?, ?, …)` with the runs' ids.
    let ids: SQL
    private let places: [String: Int]
    private var latest: (id: String, place: Int)?

    init(of runs: ArraySlice<MLflowRun>) {
        details = runs.map { MLflowRunDetails(run: $0) }
        ids = .list(ofAnyLength: runs.map(\.id))
        places = Dictionary(zip(runs.map(\.id), details.indices)) { first, _ in first }
    }

    /// Where in `details` the run with this id stands. Every row's run was asked for.
    mutating func index(of id: String) throws(CatalogError) -> Int {
        if let latest, latest.id == id { return latest.place }
        guard let place = places[id] else {
            throw CatalogError(.failed, operation: "reading runs", message: "a row of a run that was not asked for")
        }
        latest = (id, place)
        return place
    }
}
