import Foundation
import HTTPTypes
import HTTPTypes

@testable import MLflowAPI

/// What each operation does about a champion, decided once. An operation that is not in the table fails the tests over it.
struct OperationRow: Sendable {
    /// Whether a client may do it to a champion, or to what a champion was made from, in an environment's workspace.
    enum Decision: Sendable {
        /// It changes nothing.
        case reads
        case allowed
        case refused
    }

    /// What has to be there for the request, besides the world itself.
    enum Preparation: Sendable {
        case none
        case deletedExperiment
        case deletedRun
    }

    let decision: Decision
    let preparation: Preparation
    /// Whether the request names something of the world: another workspace's world is 404 or 400 then.
    let isOfWorld: Bool
    /// A body, or the query of a GET.
    let request: @Sendable (ChampionWorld) -> [String: String]
    /// A body that is not only texts; counts instead of `request`.
    let body: (@Sendable (ChampionWorld) -> String)?

    init(
        _ decision: Decision, _ preparation: Preparation = .none, isOfWorld: Bool = true,
        _ request: @escaping @Sendable (ChampionWorld) -> [String: String]
    ) {
        self.decision = decision
        self.preparation = preparation
        self.isOfWorld = isOfWorld
        self.request = request
        body = nil
    }

    init(_ decision: Decision, isOfWorld: Bool = true, body: @escaping @Sendable (ChampionWorld) -> String) {
        self.decision = decision
        self.isOfWorld = isOfWorld
        self.body = body
        preparation = .none
        request = { _ in [:] }
    }

    /// All that an operation sends.
    func json(_ world: ChampionWorld) throws -> Data {
        if let body { return Data(body(world).utf8) }
        return try JSONSerialization.data(withJSONObject: request(world))
    }

    /// The query of a GET.
    func query(_ world: ChampionWorld) -> String {
        let pairs = request(world).map { key, value in
            let allowed = CharacterSet.alphanumerics
            return "\(key)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? value)"
        }
        return pairs.sorted().joined(separator: "&")
    }

    /// The path of an operation with the world's ids in it.
    static func path(_ operation: DeclaredOperation, _ world: ChampionWorld) -> String {
        operation.path.replacing("{model_id}", with: world.loggedModel).replacing("{key}", with: "note")
            .replacing("{run_id}", with: world.run)
    }

    static func key(_ operation: DeclaredOperation) -> String { "\(operation.method.rawValue) \(operation.path)" }
}

enum OperationTable {
    static let rows: [String: OperationRow] =
        experiments.merging(runs) { $1 }.merging(loggedModels) { $1 }.merging(registry) { $1 }

    private static let experiments: [String: OperationRow] = [
        "POST experiments/create": .init(.allowed, isOfWorld: false) { ["name": "new-\($0.tag)"] },
        "GET experiments/get": .init(.reads) { ["experiment_id": "\($0.experiment)"] },
        "GET experiments/get-by-name": .init(.reads) { ["experiment_name": "e-\($0.tag)"] },
        "POST experiments/search": .init(.reads, isOfWorld: false) { _ in ["max_results": "1000"] },
        "GET experiments/search": .init(.reads, isOfWorld: false) { _ in ["max_results": "1000"] },
        "POST experiments/update": .init(.allowed) {
            ["experiment_id": "\($0.experiment)", "new_name": "n-\($0.tag)"]
        },
        "POST experiments/delete": .init(.refused) { ["experiment_id": "\($0.experiment)"] },
        "POST experiments/restore": .init(.allowed, .deletedExperiment) { ["experiment_id": "\($0.experiment)"] },
        "POST experiments/set-experiment-tag": .init(.allowed) {
            ["experiment_id": "\($0.experiment)", "key": "k", "value": "v"]
        },
        "POST experiments/delete-experiment-tag": .init(.allowed) {
            ["experiment_id": "\($0.experiment)", "key": "note"]
        },
    ]

    private static let runs: [String: OperationRow] = [
        "POST runs/create": .init(.allowed) { ["experiment_id": "\($0.experiment)"] },
        "GET runs/get": .init(.reads) { ["run_id": $0.run] },
        "POST runs/update": .init(.allowed) { ["run_id": $0.run, "run_name": "renamed"] },
        "POST runs/delete": .init(.refused) { ["run_id": $0.run] },
        "POST runs/restore": .init(.allowed, .deletedRun) { ["run_id": $0.run] },
        "POST runs/search": .init(.reads, isOfWorld: false) { #"{"experiment_ids": ["\#($0.experiment)"]}"# },
        "POST runs/log-metric": .init(.refused) {
            ["run_id": $0.run, "key": "f1", "value": "0.9", "timestamp": "1900000000000"]
        },
        "POST runs/log-parameter": .init(.refused) { ["run_id": $0.run, "key": "lr", "value": "1"] },
        "POST runs/log-batch": .init(.refused) {
            #"{"run_id": "\#($0.run)", "metrics": [{"key": "f1", "value": 0.9, "timestamp": 1}]}"#
        },
        "POST runs/set-tag": .init(.allowed) { ["run_id": $0.run, "key": "k", "value": "v"] },
        "POST runs/delete-tag": .init(.allowed) { ["run_id": $0.run, "key": "note"] },
        "POST runs/log-inputs": .init(.refused) {
            """
            {"run_id": "\($0.run)", "datasets": [{"dataset":
                {"name": "d", "digest": "x", "source_type": "t", "source": "s"}}]}
            """
        },
        "POST runs/outputs": .init(.refused) {
            #"{"run_id": "\#($0.run)", "models": [{"model_id": "\#($0.loggedModel)", "step": 1}]}"#
        },
        "GET metrics/get-history": .init(.reads) { ["run_id": $0.run, "metric_key": "f1"] },
        "GET metrics/get-history-bulk": .init(.reads, isOfWorld: false) { ["run_id": $0.run, "metric_key": "f1"] },
        "GET metrics/get-history-bulk-interval": .init(.reads) {
            ["run_ids": $0.run, "metric_key": "f1", "max_results": "10"]
        },
        "POST experiments/search-datasets": .init(.reads, isOfWorld: false) {
            #"{"experiment_ids": ["\#($0.experiment)"]}"#
        },
        // A tag of the run, as clients before MLflow 3 note their models.
        "POST runs/log-model": .init(.allowed) { world in
            let model =
                #"{\"artifact_path\": \"m\", \"flavors\": {}, \"utc_time_created\": \"t\", \"run_id\": \"\#(world.run)\"}"#
            return #"{"run_id": "\#(world.run)", "model_json": "\#(model)"}"#
        },
        "GET artifacts/list": .init(.reads) { ["run_id": $0.run] },
    ]

    private static let loggedModels: [String: OperationRow] = [
        "POST logged-models": .init(.allowed) { ["experiment_id": "\($0.experiment)", "name": "other"] },
        "GET logged-models/{model_id}": .init(.reads) { _ in [:] },
        "PATCH logged-models/{model_id}": .init(.refused) { _ in ["status": "LOGGED_MODEL_READY"] },
        "DELETE logged-models/{model_id}": .init(.refused) { _ in [:] },
        "PATCH logged-models/{model_id}/tags": .init(.allowed) { _ in #"{"tags": [{"key": "k", "value": "v"}]}"# },
        "DELETE logged-models/{model_id}/tags/{key}": .init(.allowed) { _ in [:] },
        "POST logged-models/{model_id}/params": .init(.refused) { _ in #"{"params": [{"key": "k", "value": "v"}]}"# },
        "POST logged-models/search": .init(.reads, isOfWorld: false) { #"{"experiment_ids": ["\#($0.experiment)"]}"# },
        "GET logged-models/{model_id}/artifacts/directories": .init(.reads) { _ in [:] },
    ]

    private static let registry: [String: OperationRow] = [
        "POST registered-models/create": .init(.allowed, isOfWorld: false) { ["name": "new-\($0.tag)"] },
        "GET registered-models/get": .init(.reads) { ["name": $0.model] },
        "PATCH registered-models/update": .init(.allowed) { ["name": $0.model, "description": "d"] },
        "POST registered-models/rename": .init(.refused) { ["name": $0.model, "new_name": "n-\($0.tag)"] },
        "DELETE registered-models/delete": .init(.refused) { ["name": $0.model] },
        "GET registered-models/search": .init(.reads, isOfWorld: false) { _ in [:] },
        "POST registered-models/get-latest-versions": .init(.reads) { ["name": $0.model] },
        "GET registered-models/get-latest-versions": .init(.reads) { ["name": $0.model] },
        "POST registered-models/set-tag": .init(.allowed) { ["name": $0.model, "key": "k", "value": "v"] },
        "DELETE registered-models/delete-tag": .init(.allowed) { ["name": $0.model, "key": "note"] },
        "POST registered-models/alias": .init(.refused) {
            ["name": $0.model, "alias": "champion", "version": "1"]
        },
        "DELETE registered-models/alias": .init(.refused) { ["name": $0.model, "alias": "champion"] },
        "GET registered-models/alias": .init(.reads) { ["name": $0.model, "alias": "champion"] },
        "POST model-versions/create": .init(.allowed) {
            ["name": $0.model, "source": "models:/\($0.loggedModel)", "model_id": $0.loggedModel, "run_id": $0.run]
        },
        "GET model-versions/get": .init(.reads) { ["name": $0.model, "version": "1"] },
        "PATCH model-versions/update": .init(.allowed) { ["name": $0.model, "version": "1", "description": "d"] },
        "DELETE model-versions/delete": .init(.refused) { ["name": $0.model, "version": "1"] },
        "GET model-versions/search": .init(.reads, isOfWorld: false) { _ in [:] },
        "GET model-versions/get-download-uri": .init(.reads) { ["name": $0.model, "version": "1"] },
        "POST model-versions/set-tag": .init(.allowed) {
            ["name": $0.model, "version": "1", "key": "k", "value": "v"]
        },
        "DELETE model-versions/delete-tag": .init(.allowed) { ["name": $0.model, "version": "1", "key": "note"] },
        "POST model-versions/transition-stage": .init(.refused) {
            ["name": $0.model, "version": "1", "stage": "Production"]
        },
    ]
}
