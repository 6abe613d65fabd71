/// A kind of thing that can be searched: which attributes it has, and where its tags, params and metrics are.
package struct SearchTarget: Sendable {
    /// An attribute's column and what it holds.
    package struct Attribute: Sendable {
        let column: SQL
        /// Whether it is compared as a number; otherwise as text.
        package let isNumeric: Bool
        /// Whether filters may use it; false for those that only order.
        package let isFilterable: Bool
    }

    /// By canonical name.
    package let attributes: [String: Attribute]
    /// `FROM … WHERE …` of the rows with `key` and `value` that belong to the outer row; nil where the target has none.
    let tags: SQL?
    let params: SQL?
    let metrics: SQL?
    let datasets: SQL?
    /// A tag that counts as different from everything when it is missing, as MLflow's registry treats its prompt marker.
    let tagThatMayBeMissing: String?
    /// What decides where the asked order does not, ending in a unique key, so that pages do not overlap.
    let defaultOrder: SQL

    /// Whether filters on this kind of field make sense here.
    package func has(_ field: SearchField) -> Bool {
        switch field {
        case .attribute(let name): attributes[name] != nil
        case .metric: metrics != nil
        case .param: params != nil
        case .tag: tags != nil
        case .dataset: datasets != nil
        }
    }

    private static func text(_ column: SQL) -> Attribute {
        Attribute(column: column, isNumeric: false, isFilterable: true)
    }

    private static func number(_ column: SQL) -> Attribute {
        Attribute(column: column, isNumeric: true, isFilterable: true)
    }

    private static func orderOnly(_ column: SQL) -> Attribute {
        Attribute(column: column, isNumeric: true, isFilterable: false)
    }

    /// Experiments of a workspace.
    package static let experiments = SearchTarget(
        attributes: [
            "name": text("experiments.name"), "experiment_id": number("experiments.id"),
            "creation_time": number("experiments.created_at"), "last_update_time": number("experiments.updated_at"),
        ],
        tags: "FROM experiment_tags c WHERE c.experiment_id = experiments.id",
        params: nil, metrics: nil, datasets: nil, tagThatMayBeMissing: nil,
        defaultOrder: "experiments.created_at DESC, experiments.id DESC")

    /// MLflow runs.
    package static let runs = SearchTarget(
        attributes: [
            "run_id": text("mlflow_runs.id"), "run_name": text("mlflow_runs.name"),
            "status": text("mlflow_runs.status"),
            "user_id": text("mlflow_runs.user_id"), "start_time": number("mlflow_runs.start_time"),
            "end_time": number("mlflow_runs.end_time"),
            "artifact_uri": text(
                "('mlflow-artifacts:/' || mlflow_runs.experiment_id || '/' || mlflow_runs.id || '/artifacts')"),
        ],
        tags: "FROM mlflow_run_tags c WHERE c.run_id = mlflow_runs.id",
        params: "FROM mlflow_params c WHERE c.run_id = mlflow_runs.id",
        metrics: "FROM mlflow_latest_metrics c WHERE c.run_id = mlflow_runs.id",
        datasets: """
            FROM mlflow_dataset_inputs d LEFT JOIN mlflow_dataset_input_tags t
            ON t.run_id = d.run_id AND t.name = d.name AND t.digest = d.digest AND t.key = 'mlflow.data.context'
            WHERE d.run_id = mlflow_runs.id
            """,
        tagThatMayBeMissing: nil, defaultOrder: "mlflow_runs.start_time DESC, mlflow_runs.id")

    /// Logged models.
    package static let loggedModels = SearchTarget(
        attributes: [
            "model_id": text("logged_models.id"), "name": text("logged_models.name"),
            "model_type": text("logged_models.model_type"), "status": text("logged_models.status"),
            "source_run_id": text("logged_models.source_run_id"),
            "creation_timestamp": number("logged_models.created_at"),
            "last_updated_timestamp": number("logged_models.updated_at"),
        ],
        tags: "FROM logged_model_tags c WHERE c.model_id = logged_models.id",
        params: "FROM logged_model_params c WHERE c.model_id = logged_models.id",
        metrics: "FROM logged_model_metrics c WHERE c.model_id = logged_models.id",
        datasets: nil, tagThatMayBeMissing: nil, defaultOrder: "logged_models.created_at DESC, logged_models.id")

    /// Registered models of a workspace.
    package static let registeredModels = SearchTarget(
        attributes: [
            "name": text("registered_models.name"),
            "creation_timestamp": orderOnly("registered_models.created_at"),
            "last_updated_timestamp": orderOnly("registered_models.updated_at"),
        ],
        tags: """
            FROM registered_model_tags c
            WHERE c.workspace = registered_models.workspace AND c.name = registered_models.name
            """,
        params: nil, metrics: nil, datasets: nil, tagThatMayBeMissing: "mlflow.prompt.is_prompt",
        defaultOrder: "registered_models.name")

    /// Model versions of a workspace.
    package static let modelVersions = SearchTarget(
        attributes: [
            "name": text("model_versions.name"), "version_number": number("model_versions.version"),
            "run_id": text("model_versions.run_id"), "source_path": text("model_versions.source"),
            "creation_timestamp": orderOnly("model_versions.created_at"),
            "last_updated_timestamp": orderOnly("model_versions.updated_at"),
        ],
        tags: """
            FROM model_version_tags c WHERE c.workspace = model_versions.workspace AND c.name = model_versions.name
            AND c.version = model_versions.version
            """,
        params: nil, metrics: nil, datasets: nil, tagThatMayBeMissing: "mlflow.prompt.is_prompt",
        defaultOrder: "model_versions.updated_at DESC, model_versions.name, model_versions.version DESC")
}
