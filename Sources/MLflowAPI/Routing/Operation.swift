internal import HTTPTypes

/// One operation of the protocol: where it is reached, who may call it, what it does.
struct Operation: Sendable {
    let method: HTTPRequest.Method
    /// Below `…/mlflow/`, with `{name}` for parts that are parameters.
    let path: String
    let policy: RoutePolicy
    /// Runs inside one transaction of the catalog and writes the answer.
    let handler: @Sendable (Call, inout JSONObject) throws -> Void

    init(
        _ method: HTTPRequest.Method, _ path: String, _ policy: RoutePolicy,
        _ handler: @escaping @Sendable (Call, inout JSONObject) throws -> Void
    ) {
        self.method = method
        self.path = path
        self.policy = policy
        self.handler = handler
    }

    /// All operations that answer with JSON, by service.
    static let all: [Operation] =
        ExperimentService.operations + RunService.operations + LoggedModelService.operations
        + RegisteredModelService.operations + ModelVersionService.operations
}
