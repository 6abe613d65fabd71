internal import Catalog

extension SearchGrammar {
    /// Experiments.
    package static let experiments = SearchGrammar(
        target: .experiments, entities: ["attribute", "tag", "tags"], tags: ["tag", "tags"], attributes: ["attribute"],
        tagRule: .nullable,
        attributeRules: [
            "name": (.attribute("name"), .text),
            "experiment_id": (
                .attribute("experiment_id"), Rule(kind: .quotedInteger, comparators: ["=", "!="] + Rule.lists)
            ),
            "creation_time": (.attribute("creation_time"), .integer),
            "last_update_time": (.attribute("last_update_time"), .integer),
        ],
        orders: same(["name", "experiment_id", "creation_time", "last_update_time"]))

    /// Runs. A run's name is compared as the tag that clients set it by, as MLflow does.
    package static let runs: SearchGrammar = {
        var grammar = SearchGrammar(
            target: .runs, entities: ["metric", "parameter", "tag", "attribute", "dataset"],
            metrics: ["metric", "metrics"],
            params: ["parameter", "parameters", "param", "params"], tags: ["tag", "tags"],
            attributes: ["attribute", "attributes", "attr", "run"], datasets: ["dataset", "datasets"],
            tagRule: .nullable,
            attributeRules: [
                "run_id": (.attribute("run_id"), .listed), "user_id": (.attribute("user_id"), .text),
                "status": (.attribute("status"), .text), "artifact_uri": (.attribute("artifact_uri"), .text),
                "end_time": (.attribute("end_time"), .number),
            ],
            orders: same(["run_id", "run_name", "user_id", "status", "artifact_uri", "start_time", "end_time"]),
            ordersByEntries: true)
        for name in ["start_time", "created", "Created"] {
            grammar.attributeRules[name] = (.attribute("start_time"), .number)
            grammar.orders[name] = "start_time"
        }
        for name in ["run_name", "run name", "Run name", "Run Name"] {
            grammar.attributeRules[name] = (.tag(RunLogging.nameTag), .text)
            grammar.orders[name] = "run_name"
        }
        return grammar
    }()

    /// Logged models. Their language is one of its own: plural entities only, texts without quotes, lists for params and tags.
    package static let loggedModels: SearchGrammar = {
        var grammar = SearchGrammar(
            target: .loggedModels, entities: ["attributes", "metrics", "params", "tags"], metrics: ["metrics"],
            params: ["params"],
            tags: ["tags"], attributes: ["attributes"], tagRule: .listed,
            attributeRules: [:], orders: [:], takesBareTexts: true,
            values: [
                .attribute("status"): [
                    "PENDING": "LOGGED_MODEL_PENDING", "READY": "LOGGED_MODEL_READY",
                    "FAILED": "LOGGED_MODEL_UPLOAD_FAILED",
                ]
            ])
        for name in ["model_id", "name", "model_type", "status", "source_run_id"] {
            grammar.attributeRules[name] = (.attribute(name), .listed)
            grammar.orders[name] = name
        }
        for name in ["creation_time", "creation_timestamp", "creation_timestamp_ms"] {
            grammar.attributeRules[name] = (.attribute("creation_timestamp"), .number)
            grammar.orders[name] = "creation_timestamp"
        }
        for name in ["last_updated_timestamp", "last_updated_timestamp_ms"] {
            grammar.attributeRules[name] = (.attribute("last_updated_timestamp"), .number)
            grammar.orders[name] = "last_updated_timestamp"
        }
        return grammar
    }()

    /// Registered models.
    package static let registeredModels = SearchGrammar(
        target: .registeredModels, entities: ["attribute", "tag", "tags"], tags: ["tag", "tags"],
        attributes: ["attribute"],
        attributeRules: ["name": (.attribute("name"), .listed)],
        orders: [
            "name": "name", "timestamp": "last_updated_timestamp", "last_updated_timestamp": "last_updated_timestamp",
            "creation_timestamp": "creation_timestamp",
        ])

    /// Model versions.
    package static let modelVersions = SearchGrammar(
        target: .modelVersions, entities: ["attribute", "tag", "tags"], tags: ["tag", "tags"],
        attributes: ["attribute"],
        attributeRules: [
            "name": (.attribute("name"), .listed), "run_id": (.attribute("run_id"), .listed),
            "source_path": (.attribute("source_path"), .text),
            "version_number": (
                .attribute("version_number"), Rule(kind: .quotedInteger, comparators: Rule.ordered)
            ),
        ],
        orders: same(["name", "version_number", "creation_timestamp", "last_updated_timestamp"]))

    private static func same(_ names: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    }
}
