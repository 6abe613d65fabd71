/// A kind of thing that can be searched: which attributes it has, and where its tags, params and metrics are.
package struct SearchTarget: Sendable {
    /// Where a run is among those that are otherwise equal: the newest first, those without a start time last. In migrations: append-only.
    static let startRank: SQL = """
        CASE WHEN start_time > -9223372036854775807 THEN -start_time ELSE 9223372036854775807 END
        """
    /// What the metric index calls the time of a run's end. No client can log a metric of this name.
    static let endTimeKey = "!end_time"
    /// The tag that tells prompts from models in the registry.
    static let promptTag = "mlflow.prompt.is_prompt"

    /// By canonical name: the column, and whether it holds numbers.
    let attributes: [String: Attribute]
    /// `FROM … WHERE …` of the rows with `key` and `value` that belong to the outer row; nil where the target has none.
    let tags: SQL?
    let params: SQL?
    let metrics: SQL?
    let datasets: SQL?
    /// What decides where the asked order does not, ending in a unique key; each with the attribute that makes it needless when it is
    /// ordered by.
    let tieBreakers: [(attribute: String, term: SortTerm)]
    /// The order of a search that asks for none.
    var defaultOrder: [SearchOrder] = []

    /// An attribute's column and what it holds.
    struct Attribute: Sendable {
        let column: SQL
        let isNumeric: Bool
        let isNullable: Bool
        /// What an index has in the column's stead: the same in the opposite order, with what is missing last.
        var inverse: SQL?

        static func text(_ column: SQL, isNullable: Bool = false) -> Attribute {
            Attribute(column: column, isNumeric: false, isNullable: isNullable)
        }

        static func number(_ column: SQL, isNullable: Bool = false) -> Attribute {
            Attribute(column: column, isNumeric: true, isNullable: isNullable)
        }
    }

    /// Experiments of a workspace.
    package static let experiments = SearchTarget(
        attributes: [
            "name": .text("experiments.name"), "experiment_id": .number("experiments.id"),
            "creation_time": .number("experiments.created_at"), "last_update_time": .number("experiments.updated_at"),
        ],
        tags: "FROM experiment_tags c WHERE c.experiment_id = experiments.id",
        params: nil, metrics: nil, datasets: nil,
        tieBreakers: [("experiment_id", SortTerm("experiments.id", ascending: false))],
        defaultOrder: [
            SearchOrder(field: .attribute("creation_time"), ascending: false),
            SearchOrder(field: .attribute("experiment_id"), ascending: true),
        ])

    /// MLflow runs.
    package static let runs = SearchTarget(
        attributes: [
            "run_id": .text("mlflow_runs.id"), "run_name": .text("mlflow_runs.name"),
            "status": .text("mlflow_runs.status"), "user_id": .text("mlflow_runs.user_id"),
            "start_time": Attribute(
                column: "mlflow_runs.start_time", isNumeric: true, isNullable: true, inverse: startRank),
            "end_time": .number("mlflow_runs.end_time", isNullable: true),
            "artifact_uri": .text(
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
        tieBreakers: [("start_time", SortTerm(startRank)), ("run_id", SortTerm("mlflow_runs.id"))])

    /// Logged models.
    package static let loggedModels = SearchTarget(
        attributes: [
            "model_id": .text("logged_models.id"), "name": .text("logged_models.name"),
            "model_type": .text("logged_models.model_type"), "status": .text("logged_models.status"),
            "source_run_id": .text("logged_models.source_run_id"),
            "creation_timestamp": .number("logged_models.created_at"),
            "last_updated_timestamp": .number("logged_models.updated_at"),
        ],
        tags: "FROM logged_model_tags c WHERE c.model_id = logged_models.id",
        params: "FROM logged_model_params c WHERE c.model_id = logged_models.id",
        metrics: "FROM logged_model_metrics c WHERE c.model_id = logged_models.id",
        datasets: nil,
        tieBreakers: [
            ("creation_timestamp", SortTerm("logged_models.created_at", ascending: false)),
            ("model_id", SortTerm("logged_models.id")),
        ])

    /// Registered models of a workspace.
    package static let registeredModels = SearchTarget(
        attributes: [
            "name": .text("registered_models.name"), "creation_timestamp": .number("registered_models.created_at"),
            "last_updated_timestamp": .number("registered_models.updated_at"),
        ],
        tags: """
            FROM registered_model_tags c
            WHERE c.workspace = registered_models.workspace AND c.name = registered_models.name
            """,
        params: nil, metrics: nil, datasets: nil,
        tieBreakers: [("name", SortTerm("registered_models.name"))])

    /// Model versions of a workspace.
    package static let modelVersions = SearchTarget(
        attributes: [
            "name": .text("model_versions.name"), "version_number": .number("model_versions.version"),
            "run_id": .text("model_versions.run_id", isNullable: true), "source_path": .text("model_versions.source"),
            "creation_timestamp": .number("model_versions.created_at"),
            "last_updated_timestamp": .number("model_versions.updated_at"),
        ],
        tags: """
            FROM model_version_tags c WHERE c.workspace = model_versions.workspace AND c.name = model_versions.name
            AND c.version = model_versions.version
            """,
        params: nil, metrics: nil, datasets: nil,
        tieBreakers: [
            ("name", SortTerm("model_versions.name")),
            ("version_number", SortTerm("model_versions.version", ascending: false)),
        ],
        defaultOrder: [SearchOrder(field: .attribute("last_updated_timestamp"), ascending: false)])
}
