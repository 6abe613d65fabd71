internal import HTTPTypes

/// One operation of the protocol: where it is reached, who may call it, what it does.
struct Operation: Sendable {
    let method: HTTPRequest.Method
    /// Below `…/mlflow/`, with `{name}` for parts that are parameters.
    let path: String
    let policy: RoutePolicy
    /// Whether it reads or writes a few rows by their keys, so that the request's own thread may do it; see `Catalog.lookUp`. A write has
    /// no more rows than the request has entries.
    let isByKey: Bool
    /// Runs inside one transaction of the catalog and writes the answer.
    let handler: @Sendable (Call, inout JSONObject) throws -> Void

    init(
        _ method: HTTPRequest.Method, _ path: String, _ policy: RoutePolicy, byKey isByKey: Bool = false,
        _ handler: @escaping @Sendable (Call, inout JSONObject) throws -> Void
    ) {
        self.method = method
        self.path = path
        self.policy = policy
        self.isByKey = isByKey
        self.handler = handler
    }

    /// All operations below `…/2.0/mlflow/` that answer with JSON, by service.
    static let all: [Operation] =
        ExperimentService.operations + RunService.operations + MetricHistoryService.operations
        + LoggedModelHistory.operations + LoggedModelService.operations + RegisteredModelService.operations
        + ModelVersionService.operations
        + ArtifactOperations.listings

    /// Those below `…/3.0/mlflow/`.
    static let workspaces: [Operation] = WorkspaceService.operations
}
