/// A part of MLflow that Sluice does not have. Each is declared, so that a client is told which one it asked for, by a status that it
/// does not retry.
struct OutOfScope: Sendable {
    /// In the plural or as a mass noun, for the message and for `docs/mlflow.md`.
    let feature: String
    /// Below `/api/` and `/ajax-api/`; each with all that is below it.
    var paths: [String] = []
    /// Below the server's root.
    var rootPaths: [String] = []

    /// What a client is told.
    var error: MLflowError {
        MLflowError(
            .notImplemented,
            "\(feature) are not part of Sluice, which tracks and promotes classic models; docs/mlflow.md lists what is and what is not"
        )
    }

    static let all: [OutOfScope] = [
        OutOfScope(
            feature: "Traces",
            paths: [
                "2.0/mlflow/traces", "3.0/mlflow/traces", "2.0/mlflow/unified-traces",
                "2.0/mlflow/get-online-trace-details", "2.0/mlflow/get-trace-artifact", "3.0/mlflow/get-trace-artifact",
            ], rootPaths: ["/v1/traces"]),
        OutOfScope(
            feature: "Evaluation datasets of GenAI",
            paths: ["2.0/mlflow/datasets", "3.0/mlflow/datasets", "3.0/mlflow/genai"]),
        OutOfScope(feature: "Scorers", paths: ["3.0/mlflow/scorers", "3.0/mlflow/scorer"]),
        OutOfScope(feature: "Label schemas", paths: ["3.0/mlflow/label-schemas"]),
        OutOfScope(feature: "Review queues", paths: ["3.0/mlflow/review-queues"]),
        OutOfScope(feature: "Issues", paths: ["3.0/mlflow/issues"]),
        OutOfScope(feature: "Jobs of prompt optimization", paths: ["3.0/mlflow/prompt-optimization"]),
        OutOfScope(feature: "Runs of the prompt laboratory", paths: ["2.0/mlflow/runs/create-promptlab-run"]),
        OutOfScope(
            feature: "AI gateways", paths: ["3.0/mlflow/gateway", "2.0/mlflow/gateway-proxy"], rootPaths: ["/gateway"]),
        OutOfScope(feature: "Registries of MCP servers", paths: ["3.0/mlflow/mcp-servers"]),
        OutOfScope(
            feature: "Jobs, assistants and demonstrations of MLflow's own pages",
            paths: [
                "3.0/jobs", "3.0/mlflow/jobs", "3.0/mlflow/assistant", "3.0/mlflow/demo", "3.0/mlflow/ui-telemetry",
            ]),
        OutOfScope(feature: "GraphQL queries", rootPaths: ["/graphql"]),
        OutOfScope(
            feature: "Transfers in parts", paths: ["2.0/mlflow-artifacts/mpu"]),
        OutOfScope(
            feature: "Presigned addresses",
            paths: [
                "2.0/mlflow-artifacts/presigned", "2.0/mlflow/artifacts/presigned-upload-url",
                "2.0/mlflow/artifacts/presigned-download-url",
            ]),
        OutOfScope(feature: "Uploads by MLflow's own pages", paths: ["2.0/mlflow/upload-artifact"]),
    ]
}
