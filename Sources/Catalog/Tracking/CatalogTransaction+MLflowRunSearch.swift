package import Promotion

extension CatalogTransaction {
    /// One page of the runs of the workspace's experiments; latest start first if `search` has no order. What was logged to them is read
    /// by `LoggedData`.
    package func searchMLflowRuns(
        in workspace: WorkspaceName, experiments: [Int64], view: LifecycleView, search: Search, limit: Int,
        after: SearchCursor?
    ) throws(CatalogError) -> SearchPage<MLflowRun> {
        let runs = RunSearch(self, in: workspace, search, after: after, limit: limit + 1)
        return SearchPage(try runs.hits(in: experiments, view.stages), limit: limit)
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
