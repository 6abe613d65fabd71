import Foundation
import HTTPTypes
import Testing

@testable import MLflowAPI

/// Bad input for every operation that is declared: the requests are made from the table of operations and from what MLflow's protocol
/// says about their fields.
@Suite("Bad input of JSON operations", .serialized)
struct HostileBodyTests {
    /// One operation with the kinds of its fields, as MLflow's protobuf definitions have them.
    private struct Fields: Sendable {
        var operation: String
        var kinds: [(name: String, kind: String)]
    }

    private static let protocolFields: [String: Fields] = Dictionary(
        uniqueKeysWithValues: """
            GET experiments/get-by-name | experiment_name:text
            POST experiments/create | name:text, artifact_location:text, tags:list
            GET experiments/search | max_results:integer, page_token:token, filter:filter, order_by:texts, view_type:enum
            POST experiments/search | max_results:integer, page_token:token, filter:filter, order_by:texts, view_type:enum
            GET experiments/get | experiment_id:text
            POST experiments/delete | experiment_id:text
            POST experiments/restore | experiment_id:text
            POST experiments/update | experiment_id:text, new_name:text
            POST runs/create | experiment_id:text, user_id:text, run_name:text, start_time:integer, tags:list
            POST runs/update | run_id:text, status:enum, end_time:integer, run_name:text
            POST runs/delete | run_id:text
            POST runs/restore | run_id:text
            POST runs/log-metric | run_id:text, key:text, value:real, timestamp:integer, step:integer, model_id:text, dataset_name:text, dataset_digest:text
            POST runs/log-parameter | run_id:text, key:text, value:text
            POST experiments/set-experiment-tag | experiment_id:text, key:text, value:text
            POST experiments/delete-experiment-tag | experiment_id:text, key:text
            POST runs/set-tag | run_id:text, key:text, value:text
            POST runs/delete-tag | run_id:text, key:text
            GET runs/get | run_id:text
            POST runs/search | experiment_ids:texts, filter:filter, run_view_type:enum, max_results:integer, order_by:texts, page_token:token
            GET artifacts/list | run_id:text, path:path, page_token:token
            GET metrics/get-history | run_id:text, metric_key:text, page_token:token, max_results:integer
            GET metrics/get-history-bulk | run_id:texts, metric_key:text, max_results:integer
            GET metrics/get-history-bulk-interval | run_ids:texts, metric_key:text, start_step:integer, end_step:integer, max_results:integer
            POST runs/log-batch | run_id:text, metrics:list, params:list, tags:list
            POST runs/log-model | run_id:text, model_json:text
            POST runs/log-inputs | run_id:text, datasets:list, models:list
            POST runs/outputs | run_id:text, models:list
            POST experiments/search-datasets | experiment_ids:texts
            POST logged-models | experiment_id:text, name:text, model_type:text, source_run_id:text, params:list, tags:list
            PATCH logged-models/{model_id} | status:enum
            GET logged-models/{model_id} |
            DELETE logged-models/{model_id} |
            POST logged-models/search | experiment_ids:texts, filter:filter, datasets:list, max_results:integer, order_by:list, page_token:token
            PATCH logged-models/{model_id}/tags | tags:list
            DELETE logged-models/{model_id}/tags/{key} |
            GET logged-models/{model_id}/artifacts/directories | artifact_directory_path:path, page_token:token
            POST logged-models/{model_id}/params | params:list
            POST registered-models/create | name:text, tags:list, description:text
            POST registered-models/rename | name:text, new_name:text
            PATCH registered-models/update | name:text, description:text
            DELETE registered-models/delete | name:text
            GET registered-models/get | name:text
            GET registered-models/search | filter:filter, max_results:integer, order_by:texts, page_token:token
            POST registered-models/get-latest-versions | name:text, stages:texts
            GET registered-models/get-latest-versions | name:text, stages:texts
            POST model-versions/create | name:text, source:text, run_id:text, tags:list, run_link:text, description:text, model_id:text
            PATCH model-versions/update | name:text, version:text, description:text
            POST model-versions/transition-stage | name:text, version:text, stage:enum, archive_existing_versions:flag
            DELETE model-versions/delete | name:text, version:text
            GET model-versions/get | name:text, version:text
            GET model-versions/search | filter:filter, max_results:integer, order_by:texts, page_token:token
            GET model-versions/get-download-uri | name:text, version:text
            POST registered-models/set-tag | name:text, key:text, value:text
            POST model-versions/set-tag | name:text, version:text, key:text, value:text
            DELETE registered-models/delete-tag | name:text, key:text
            DELETE model-versions/delete-tag | name:text, version:text, key:text
            POST registered-models/alias | name:text, alias:text, version:text
            DELETE registered-models/alias | name:text, alias:text
            GET registered-models/alias | name:text, alias:text
            POST webhooks | name:text, description:text, url:text, events:list, secret:text, status:enum
            GET webhooks | max_results:integer, page_token:token
            GET webhooks/{webhook_id} |
            PATCH webhooks/{webhook_id} | name:text, description:text, url:text, events:list, secret:text, status:enum
            DELETE webhooks/{webhook_id} |
            POST webhooks/{webhook_id}/test | event:object
            GET workspaces |
            GET workspaces/{workspace_name} |
            POST workspaces | name:text
            PATCH workspaces/{workspace_name} | description:text
            DELETE workspaces/{workspace_name} |
            """.split(separator: "\n").map { line in
                let parts = line.split(separator: "|", omittingEmptySubsequences: false)
                let operation = parts[0].trimmingCharacters(in: .whitespaces)
                let kinds = parts[1].split(separator: ",").map { field in
                    let pair = field.trimmingCharacters(in: .whitespaces).split(separator: ":")
                    return (name: String(pair[0]), kind: String(pair[1]))
                }
                return (operation, Fields(operation: operation, kinds: kinds))
            })

    private struct Target: Sendable {
        var method: HTTPRequest.Method
        var path: String
    }

    private static let operations: [(operation: Target, base: String)] =
        DeclaredOperation.all.map { (Target(method: $0.method, path: $0.path), "/api/2.0/mlflow/") }
        + WebhookOperations.routes.map { (Target(method: $0.method, path: $0.path), "/api/2.0/mlflow/") }
        + DeclaredOperation.workspaces.map { (Target(method: $0.method, path: $0.path), "/api/3.0/mlflow/") }

    /// Entities that exist, so that requests get past the first look-up.
    private struct Entities: Sendable {
        var values: [String: String] = [:]

        init(_ server: TestServer) async throws {
            let experiment = try await server.call("POST", "experiments/create", #"{"name": "hostile"}"#)
            values["experiment_id"] = experiment.text("experiment_id")
            values["experiment_name"] = "hostile"
            let run = try await server.call("POST", "runs/create", #"{"experiment_id": "0"}"#)
            values["run_id"] = run.text("run.info.run_id")
            let model = try await server.call("POST", "logged-models", #"{"experiment_id": "0"}"#)
            values["model_id"] = model.text("model.info.model_id")
            _ = try await server.call("POST", "registered-models/create", #"{"name": "hostile"}"#)
            let source = "models:/\(values["model_id"] ?? "")"
            _ = try await server.call(
                "POST", "model-versions/create", #"{"name": "hostile", "source": "\#(source)"}"#)
            values["name"] = "hostile"
            values["version"] = "1"
            values["key"] = "key"
            values["value"] = "1"
            values["timestamp"] = "1"
            values["metric_key"] = "key"
            values["alias"] = "challenger"
            values["stage"] = "Staging"
            values["source"] = source
            let found = ["experiment_id", "run_id", "model_id"].compactMap { values[$0] }
            try #require(found.count == 3)
        }

        func path(_ operation: Target) -> String {
            var path = operation.path
            for (name, value) in values { path = path.replacing("{\(name)}", with: value) }
            return path.replacing(/\{[a-z_]+\}/, with: "x")
        }

        /// What a good request has for a field of this kind.
        func good(_ name: String, _ kind: String) -> String? {
            switch kind {
            case "text", "enum": values[name].map { "\"\($0)\"" }
            case "integer": name == "max_results" ? "10" : "1"
            case "real": "1.5"
            case "flag": "false"
            case "texts":
                name == "experiment_ids"
                    ? #"["0"]"# : name.hasPrefix("run_id") ? "[\"\(values["run_id"] ?? "")\"]" : nil
            default: nil
            }
        }
    }

    private static let wrong: [String: [String]] = [
        "text": ["1", "true", "[]", "{}", "1.5", #"["x"]"#],
        "enum": [#""NOT_ONE""#, "7", "[]", "{}", #""\u0000""#],
        "integer": [#""x""#, "[]", "{}", "true", "1.5", "99999999999999999999", #""1e5""#, #""""#],
        "real": [#""x""#, "[]", "{}", "true", #""0x10""#],
        "flag": ["1", #""maybe""#, "[]", "{}"],
        "list": ["1", #""x""#, "{}", "[1]", "[null]", #"["x"]"#, "[[]]", "true"],
        "texts": ["1", "{}", "[1]", "[null]", "[[]]", "true"],
        "object": ["1", #""x""#, "[]", "true"],
        "filter": ["1", "[]", "{}", #""'""#, #""a = 'b' OR 1=1""#, #""; DROP TABLE runs""#],
        "token": ["1", "[]", "{}", #""!!""#, #""AAAA""#, #""eyJvZmZzZXQiOiAtMX0=""#, #""eyJvZmZzZXQiOiAieCJ9""#],
        "path": [#""../x""#, #""/etc/passwd""#, #""a//b""#, #""a\u0000b""#],
    ]

    /// Fails unless the answer is what clients understand, and tells nothing of the inside.
    private func check(_ status: Int, _ body: Data, _ request: String, mustFail: Bool = true) {
        #expect(status < 500, "\(request)")
        if mustFail { #expect((400..<500).contains(status), "\(request) was taken: \(status)") }
        guard status >= 400 else { return }
        let answer = TestServer.Answer(status: status, json: try? JSONSerialization.jsonObject(with: body))
        #expect(answer.code.flatMap(MLflowError.Code.init(rawValue:)) != nil, "\(request)")
        let message = answer.message ?? ""
        #expect(!message.isEmpty && message.utf8.count < 20_000, "\(request)")
        for word in [
            "SELECT ", "INSERT ", "SQLite", "sqlite", "mlflow_runs", "/tmp/", "FOREIGN KEY", "UNIQUE", ".swift",
            "Optional(",
        ] {
            #expect(!message.contains(word), "\(request): \(message)")
        }
    }

    @Test("the fields of every declared operation are known here, so that a new one is tried as well")
    func everyOperationIsCovered() {
        for (operation, _) in Self.operations {
            #expect(Self.protocolFields["\(operation.method.rawValue) \(operation.path)"] != nil, "\(operation.path)")
        }
    }

    @Test("what is no JSON object is refused by every operation that takes a body")
    func noObjects() async throws {
        let texts: [String] = [
            "{", "[]", "[{}]", "1", "\"x\"", "null", "{\"a\": }", "{'a': 1}", "{\"a\": 1}}", "{\"a\": \"\u{1}\"}",
            "{\"a\": \"\\ud800\"}", "\0", "<xml/>", "{\"a\": 1e999999999}x", "\u{FEFF}{}",
            String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
        ]
        let notText: [UInt8] = [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]
        let bodies: [Data] = texts.map { Data($0.utf8) } + [Data(notText)]
        try await TestServer.perform { server in
            let entities = try await Entities(server)
            for (operation, base) in Self.operations where operation.method != .get {
                let path = base + entities.path(operation)
                for body in bodies {
                    let found = try await server.send(operation.method.rawValue, path, body: body)
                    check(
                        found.status, found.body,
                        "\(operation.method) \(path) \(String(decoding: body.prefix(40), as: UTF8.self))")
                }
                let text = try await server.send(
                    operation.method.rawValue, path, body: Data("{}".utf8), headers: ["Content-Type": "text/plain"])
                check(text.status, text.body, "\(operation.method) \(path) text/plain")
            }
        }
    }

    @Test("a field of the wrong kind is refused by every operation that has it")
    func wrongKinds() async throws {
        try await TestServer.perform { server in
            let entities = try await Entities(server)
            for (operation, base) in Self.operations {
                let known = Self.protocolFields["\(operation.method.rawValue) \(operation.path)"]
                for field in known?.kinds ?? [] {
                    for value in Self.wrong[field.kind] ?? [] {
                        var members = (known?.kinds ?? []).compactMap { other in
                            entities.good(other.name, other.kind).map { (other.name, $0) }
                        }
                        members.removeAll { $0.0 == field.name }
                        members.append((field.name, value))
                        try await send(operation, base + entities.path(operation), members, field, value, server)
                    }
                }
            }
        }
    }

    private func send(
        _ operation: Target, _ path: String, _ members: [(String, String)],
        _ field: (name: String, kind: String),
        _ value: String, _ server: TestServer
    ) async throws {
        guard operation.method == .get else {
            let body = "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
            let found = try await server.send(operation.method.rawValue, path, body: Data(body.utf8))
            check(found.status, found.body, "\(operation.method) \(path) \(body)")
            return
        }
        // A query string has texts only; every text is right where a text is asked for.
        let query = members.map { name, value in
            let plain = value.replacing("\"", with: "").replacing("\\u0000", with: "\0")
            return "\(name)=\(plain.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        let found = try await server.send("GET", "\(path)?\(query)")
        let isText = ["text", "texts", "enum"].contains(field.kind) || value == #""""#
        let isTaken = isText || (field.kind == "token" && value == "{}")
        check(found.status, found.body, "GET \(path)?\(query)", mustFail: !isTaken)
    }

    @Test("query strings that cannot be decoded are refused by every operation that has one")
    func badQueries() async throws {
        try await TestServer.perform { server in
            let entities = try await Entities(server)
            for (operation, base) in Self.operations where operation.method == .get {
                for query in ["name=%zz", "run_id=%ff%fe", "x=%", "x=%4"] {
                    let line = "GET \(base)\(entities.path(operation))?\(query)"
                    let found = try await RawExchange.send(server.url, [Data(RawExchange.head(line).utf8)])
                    check(found.status, found.body, line)
                }
                let many = (0..<2000).map { "k\($0)=1" }.joined(separator: "&")
                let found = try await server.send("GET", "\(base)\(entities.path(operation))?\(many)")
                check(found.status, found.body, "\(operation.path) with 2000 parameters")
            }
        }
    }

    @Test("missing fields, empty texts and texts of a megabyte break no operation")
    func missingAndLong() async throws {
        let long = String(repeating: "ä", count: 500_000)
        try await TestServer.perform { server in
            let entities = try await Entities(server)
            for (operation, base) in Self.operations where operation.method != .get {
                let path = base + entities.path(operation)
                let known = Self.protocolFields["\(operation.method.rawValue) \(operation.path)"]
                var bodies = ["{}", #"{"unknown": {"a": [1, null]}}"#]
                for field in known?.kinds ?? [] where ["text", "enum", "filter", "token"].contains(field.kind) {
                    for value in [
                        "\"\"", "null", "\"\(long)\"", "\"\\u0000\"", "\"' OR 1=1 --\"", "\"../../etc/passwd\"",
                    ] {
                        let others = (known?.kinds ?? []).filter { $0.name != field.name }.compactMap { other in
                            entities.good(other.name, other.kind).map { "\"\(other.name)\": \($0)" }
                        }
                        bodies.append("{" + (others + ["\"\(field.name)\": \(value)"]).joined(separator: ", ") + "}")
                    }
                }
                for body in bodies {
                    let found = try await server.send(operation.method.rawValue, path, body: Data(body.utf8))
                    check(found.status, found.body, "\(operation.method) \(path) \(body.prefix(120))", mustFail: false)
                }
            }
        }
    }

    @Test("bodies of 10 MB are read or refused, larger ones are refused, and nothing of them is kept")
    func largeBodies() async throws {
        let ten = Data("{\"padding\": \"".utf8) + Data(repeating: 0x61, count: 10 << 20) + Data("\"}".utf8)
        let tooMany = Data("{\"padding\": \"".utf8) + Data(repeating: 0x61, count: 17 << 20) + Data("\"}".utf8)
        try await TestServer.perform { server in
            let entities = try await Entities(server)
            for (operation, base) in Self.operations where operation.method != .get {
                let path = base + entities.path(operation)
                let found = try await server.send(operation.method.rawValue, path, body: ten)
                check(found.status, found.body, "\(operation.method) \(path) 10 MB", mustFail: false)
            }
            let refused = try await server.send("POST", "/api/2.0/mlflow/runs/create", body: tooMany)
            check(refused.status, refused.body, "runs/create 17 MB")
        }
    }

    @Test("batches above MLflow's limits are refused as a whole")
    func batches() async throws {
        try await TestServer.perform { server in
            let entities = try await Entities(server)
            let run = entities.values["run_id"] ?? ""
            func list(_ count: Int, _ element: (Int) -> String) -> String {
                "[" + (0..<count).map(element).joined(separator: ",") + "]"
            }
            let metrics = list(1001) { #"{"key": "m\#($0)", "value": 1, "timestamp": 1}"# }
            let entries = list(101) { #"{"key": "k\#($0)", "value": "1"}"# }
            for (field, value) in [("metrics", metrics), ("params", entries), ("tags", entries)] {
                let found = try await server.call(
                    "POST", "runs/log-batch", "{\"run_id\": \"\(run)\", \"\(field)\": \(value)}")
                #expect(found.status == 400)
                #expect(found.message?.hasPrefix("A batch logging request can contain at most") == true)
            }
            let stored = try await server.call("GET", "runs/get?run_id=\(run)")
            #expect(stored["run.data.metrics"] == nil)
            #expect(stored["run.data.params"] == nil)
        }
    }
}
