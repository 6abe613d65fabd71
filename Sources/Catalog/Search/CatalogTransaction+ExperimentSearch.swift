package import Promotion

extension CatalogTransaction {
    /// One page of the workspace's experiments; newest first if `search` has no order. The id 0 in a condition means the workspace's own
    /// Default.
    package func searchExperiments(
        in workspace: WorkspaceName, view: LifecycleView, search: Search, limit: Int, after: SearchCursor?
    ) throws(CatalogError) -> SearchPage<Experiment> {
        let search = try withOwnDefault(search, in: workspace)
        let table = TableSearch(
            transaction: self, target: .experiments, table: "experiments", columns: Experiment.columns,
            scope: "workspace = \(workspace) AND \(sql: view.condition)", join: "experiments.id = w.w_id")
        let sources = search.conditions.compactMap { condition -> SQL? in
            let column: SQL = condition.field == .attribute("experiment_id") ? "id" : "name"
            guard [.attribute("experiment_id"), .attribute("name")].contains(condition.field),
                let bound = condition.bound(on: column)
            else { return nil }
            return "SELECT id AS w_id FROM experiments WHERE workspace = \(workspace)\(sql: bound)"
        }
        var page = try SearchPage(
            table.hits(search, sources: sources, after: after, limit: limit + 1, Experiment.init(row:)), limit: limit)
        try addTags(to: &page.elements)
        return page
    }

    private func withOwnDefault(_ search: Search, in workspace: WorkspaceName) throws(CatalogError) -> Search {
        guard search.conditions.contains(where: { $0.field == .attribute("experiment_id") }),
            let own = try defaultExperimentID(in: workspace)
        else { return search }
        func id(_ value: CatalogValue) -> CatalogValue { value == .integer(0) ? .integer(own) : value }
        var copy = search
        for index in copy.conditions.indices where copy.conditions[index].field == .attribute("experiment_id") {
            switch copy.conditions[index].comparison {
            case .equal(let value): copy.conditions[index].comparison = .equal(id(value))
            case .notEqual(let value): copy.conditions[index].comparison = .notEqual(id(value))
            case .oneOf(let values): copy.conditions[index].comparison = .oneOf(values.map(id))
            case .noneOf(let values): copy.conditions[index].comparison = .noneOf(values.map(id))
            default: break
            }
        }
        return copy
    }

    private func addTags(to experiments: inout [Experiment]) throws(CatalogError) {
        var places: [Int64: Int] = [:]
        for (index, experiment) in experiments.enumerated() { places[experiment.id] = index }
        for start in stride(from: 0, to: experiments.count, by: 500) {
            let ids = experiments[start..<min(start + 500, experiments.count)].map(\.id)
            for row in try rows(
                """
                SELECT experiment_id, key, value FROM experiment_tags
                WHERE experiment_id IN \(sql: .list(ofAnyLength: ids)) ORDER BY experiment_id, key
                """)
            {
                guard let place = places[try row[0]] else { continue }
                experiments[place].tags.append(Entry(key: try row[1], value: try row[2]))
            }
        }
    }
}
