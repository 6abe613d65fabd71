import Foundation
import Testing
import WebClient

/// JSON as it came, to be compared.
typealias Object = [String: Any]

extension ServerProgram {
    /// Calls an operation of MLflow's protocol; the answer must be 200.
    @discardableResult
    func mlflow(
        _ method: String, _ operation: String, _ body: Object? = nil, workspace: String? = nil
    ) async throws -> Object {
        let data = try await send(
            method, "/api/2.0/mlflow/" + operation, try body.map { try JSONSerialization.data(withJSONObject: $0) },
            workspace: workspace)
        return try #require(try JSONSerialization.jsonObject(with: data) as? Object)
    }

    @discardableResult
    func send(_ method: String, _ path: String, _ body: Data? = nil, workspace: String? = nil) async throws -> Data {
        let answer = try await WebRequest(method, url + path, json: body, token: token, workspace: workspace).answer()
        guard answer.status == 200 else {
            throw Failed(text: "\(method) \(path): \(answer.status) \(answer.text.prefix(500))")
        }
        return answer.body
    }

    /// Makes a run with a tag, two params and `values` values of a metric, and ends it. Gives its id.
    func makeRun(_ name: String, in experiment: String, values: Int = 3, start: Int = 1_760_000_000_000) async throws
        -> String
    {
        let answer = try await mlflow(
            "POST", "runs/create",
            [
                "experiment_id": experiment, "run_name": name, "user_id": "ann", "start_time": start,
                "tags": [["key": "team/of it", "value": "ä \(name)"]],
            ])
        let info = try #require((answer["run"] as? Object)?["info"] as? Object)
        let id = try #require(info["run_id"] as? String)
        let metrics: [Object] = (0..<values).map {
            ["key": "loss", "value": 1 / Double($0 + 1), "timestamp": start + $0, "step": $0]
        }
        for first in stride(from: 0, to: values, by: 900) {
            try await mlflow(
                "POST", "runs/log-batch",
                ["run_id": id, "metrics": Array(metrics[first..<min(first + 900, values)])])
        }
        try await mlflow(
            "POST", "runs/log-batch",
            [
                "run_id": id,
                "metrics": [["key": "bad", "value": "NaN", "timestamp": start, "step": 0]],
                "params": [["key": "lr", "value": "0.1"], ["key": "empty", "value": ""]],
            ])
        try await mlflow(
            "POST", "runs/update", ["run_id": id, "status": "FINISHED", "end_time": start + 500])
        return id
    }

    /// An experiment's id.
    func makeExperiment(_ name: String) async throws -> String {
        let answer = try await mlflow(
            "POST", "experiments/create", ["name": name, "tags": [["key": "owner", "value": "team a"]]])
        return try #require(answer["experiment_id"] as? String)
    }

    /// A run as both sides should have it: without the mark, and without what is each server's own.
    func comparableRun(_ id: String, workspace: String? = nil) async throws -> String {
        let answer = try await mlflow("GET", "runs/get?run_id=\(id)", workspace: workspace)
        var run = try #require(answer["run"] as? Object)
        var info = try #require(run["info"] as? Object)
        info["experiment_id"] = nil
        info["artifact_uri"] = nil
        run["info"] = info
        var data = run["data"] as? Object ?? [:]
        data["tags"] = Self.withoutMark(data["tags"])
        run["data"] = data
        return try Self.text(run)
    }

    static func withoutMark(_ tags: Any?) -> [Object] {
        (tags as? [Object] ?? []).filter { !(($0["key"] as? String) ?? "").hasPrefix("sluice.") }
    }

    static func text(_ value: Any) throws -> String {
        String(
            decoding: try JSONSerialization.data(
                withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }

    /// A version as both sides should have it.
    func comparableVersion(_ name: String, _ version: Int, workspace: String? = nil) async throws -> String {
        let answer = try await mlflow(
            "GET", "model-versions/get?name=\(name)&version=\(version)", workspace: workspace)
        var found = try #require(answer["model_version"] as? Object)
        found["tags"] = Self.withoutMark(found["tags"])
        return try Self.text(found)
    }

    /// Stores a file of a run; `path` has no percent signs.
    func put(_ bytes: Data, at path: String, of run: String, in experiment: String) async throws {
        try await send("PUT", "/api/2.0/mlflow-artifacts/artifacts/\(experiment)/\(run)/artifacts/\(path)", bytes)
    }

    func file(_ path: String, of run: String, in experiment: String) async throws -> Data {
        try await send("GET", "/api/2.0/mlflow-artifacts/artifacts/\(experiment)/\(run)/artifacts/\(path)")
    }
}
