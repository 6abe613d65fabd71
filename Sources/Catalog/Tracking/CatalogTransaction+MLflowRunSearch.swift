package import Promotion

extension CatalogTransaction {
    /// One page of the runs of the workspace's experiments; latest start first if `search` has no order.
    package func searchMLflowRuns(
        in workspace: WorkspaceName, experiments: [Int64], view: LifecycleView, search: Search, limit: Int,
        after: SearchCursor?
    ) throws(CatalogError) -> SearchPage<MLflowRunDetails> {
        let page = try findMLflowRuns(
            in: workspace, experiments: experiments, view: view, search: search, limit: limit, after: after)
        return page.with(try details(of: page.elements))
    }

    /// As `searchMLflowRuns`, without what was logged to the runs.
    package func findMLflowRuns(
        in workspace: WorkspaceName, experiments: [Int64], view: LifecycleView, search: Search, limit: Int,
        after: SearchCursor?
    ) throws(CatalogError) -> SearchPage<MLflowRun> {
        let runs = RunSearch(self, in: workspace, search, after: after, limit: limit + 1)
        return try SearchPage(try runs.hits(in: experiments, view.stages), limit: limit, MLflowRun.init(row:))
    }
}

extension LifecycleView {
    /// The stages that are looked at.
    var stages: [LifecycleStage] {
        switch self {
        case .activeOnly: [.active]
        case .deletedOnly: [.deleted]
        case .all: [.active, .deleted]
        }
    }
}
