package import Promotion

extension CatalogTransaction {
    /// One page of the logged models of the workspace's experiments; newest first if `search` has no order.
    package func searchLoggedModels(
        in workspace: WorkspaceName, experiments: [Int64], search: Search, limit: Int, after: SearchCursor?
    ) throws(CatalogError) -> SearchPage<LoggedModel> {
        let terms = search.terms(of: .loggedModels)
        var merged: [SearchHit<LoggedModel>] = []
        for experiment in Set(experiments).sorted() {
            let table = TableSearch(
                transaction: self, target: .loggedModels, table: "logged_models", columns: LoggedModel.columns,
                scope: """
                    logged_models.workspace = \(workspace) AND logged_models.experiment_id = \(experiment)
                    AND logged_models.lifecycle_stage = 'active'
                    """,
                join: "logged_models.id = w.w_id")
            let sources = search.conditions.compactMap { Self.source(of: $0, in: experiment) }
            merged += try table.hits(
                search, sources: sources, after: after, limit: limit + 1, LoggedModel.init(row:))
            merged = Array(merged.sorted { terms.precede($0.values, $1.values) }.prefix(limit + 1))
        }
        var page = SearchPage(merged, limit: limit)
        try addEntries(to: &page.elements)
        return page
    }

    private static func source(of condition: SearchCondition, in experiment: Int64) -> SQL? {
        switch condition.field {
        case .attribute("model_id"):
            guard let bound = condition.bound(on: "id"), condition.values != nil else { return nil }
            return "SELECT id AS w_id FROM logged_models WHERE 1 = 1\(sql: bound)"
        case .attribute("name"):
            guard let bound = condition.bound(on: "name") else { return nil }
            return "SELECT id AS w_id FROM logged_models WHERE experiment_id = \(experiment)\(sql: bound)"
        case .attribute("source_run_id"):
            guard let bound = condition.bound(on: "source_run_id"), condition.values != nil else { return nil }
            return "SELECT id AS w_id FROM logged_models WHERE 1 = 1\(sql: bound)"
        case .tag(let key):
            guard let bound = condition.boundOnPrefix(of: "value") else { return nil }
            return "SELECT DISTINCT model_id AS w_id FROM logged_model_tags WHERE key = \(key)\(sql: bound)"
        case .param(let key):
            guard let bound = condition.boundOnPrefix(of: "value") else { return nil }
            return "SELECT DISTINCT model_id AS w_id FROM logged_model_params WHERE key = \(key)\(sql: bound)"
        case .attribute, .metric, .dataset: return nil
        }
    }

    /// One query per kind for 500 models.
    private func addEntries(to models: inout [LoggedModel]) throws(CatalogError) {
        var places: [String: Int] = [:]
        for (index, model) in models.enumerated() { places[model.id] = index }
        for start in stride(from: 0, to: models.count, by: 500) {
            let ids = SQL.list(ofAnyLength: models[start..<min(start + 500, models.count)].map(\.id))
            for row in try rows(
                "SELECT model_id, key, value FROM logged_model_params WHERE model_id IN \(sql: ids) ORDER BY model_id, key"
            ) {
                guard let place = places[try row[0]] else { continue }
                models[place].params.append(Entry(key: try row[1], value: try row[2]))
            }
            for row in try rows(
                "SELECT model_id, key, value FROM logged_model_tags WHERE model_id IN \(sql: ids) ORDER BY model_id, key"
            ) {
                guard let place = places[try row[0]] else { continue }
                models[place].tags.append(Entry(key: try row[1], value: try row[2]))
            }
            try addMetrics(ofModels: ids, to: &models, at: places)
        }
    }

    private func addMetrics(
        ofModels ids: SQL, to models: inout [LoggedModel], at places: [String: Int]
    ) throws(CatalogError) {
        for row in try rows(
            """
            SELECT key, value, is_nan, timestamp, step, run_id, dataset_name, dataset_digest, model_id
            FROM logged_model_metrics WHERE model_id IN \(sql: ids) ORDER BY model_id, key, timestamp, step
            """)
        {
            var metric = try Metric(row: row)
            metric.runID = try row[5]
            metric.datasetName = try row[6]
            metric.datasetDigest = try row[7]
            metric.modelID = try row[8]
            guard let place = places[metric.modelID] else { continue }
            models[place].metrics.append(metric)
        }
    }
}
