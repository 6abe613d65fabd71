package import Promotion

extension CatalogTransaction {
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
}
