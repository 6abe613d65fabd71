import Foundation
import HTTPTypes
import Testing

@testable import MLflowAPI

@Suite("Which requests are answered, and how the others are refused")
struct RouteTests {
    @Test(
        "what Sluice does not have answers 501 and names it",
        arguments: [
            ("POST", "/api/3.0/mlflow/traces", "Traces"), ("GET", "/api/2.0/mlflow/traces", "Traces"),
            ("PATCH", "/ajax-api/3.0/mlflow/traces/t/tags", "Traces"), ("POST", "/v1/traces", "Traces"),
            ("POST", "/w/default/api/3.0/mlflow/traces/search", "Traces"),
            ("POST", "/api/3.0/mlflow/datasets/search", "Evaluation datasets"),
            ("DELETE", "/api/3.0/mlflow/datasets/d/tags/k", "Evaluation datasets"),
            ("GET", "/api/3.0/mlflow/scorers/list", "Scorers"), ("GET", "/api/3.0/mlflow/label-schemas/get", "Label"),
            ("GET", "/api/3.0/mlflow/review-queues/list", "Review"), ("POST", "/api/3.0/mlflow/issues", "Issues"),
            ("POST", "/api/3.0/mlflow/prompt-optimization/jobs", "prompt optimization"),
            ("GET", "/api/3.0/mlflow/gateway/endpoints/list", "gateways"),
            ("POST", "/gateway/x/invocations", "gateways"),
            ("POST", "/graphql", "GraphQL"),
            ("POST", "/api/2.0/mlflow-artifacts/mpu/create/0/r/artifacts/x", "in parts"),
            ("GET", "/api/2.0/mlflow-artifacts/presigned/0/r/artifacts/x", "Presigned"),
            ("POST", "/api/2.0/mlflow/artifacts/presigned-upload-url", "Presigned"),
            ("POST", "/ajax-api/2.0/mlflow/upload-artifact", "Uploads"),
        ])
    func outOfScope(method: String, path: String, feature: String) async throws {
        try await TestServer.perform { server in
            let found = try await server.send(method, path, body: method == "GET" ? nil : Data("{}".utf8))
            #expect(found.status == 501)
            let answer = TestServer.Answer(
                status: found.status, json: try JSONSerialization.jsonObject(with: found.body))
            #expect(answer.code == "NOT_IMPLEMENTED")
            #expect(answer.message?.contains(feature) == true)
            #expect(answer.message?.contains("docs/mlflow.md") == true)
            #expect(try await server.send(method, path, token: nil).status == 401)
        }
    }

    @Test("every declared path that is out of scope answers 501, below both bases")
    func everyOutOfScopePath() async throws {
        try await TestServer.perform { server in
            for part in OutOfScope.all {
                let paths = part.rootPaths + part.paths.flatMap { ["/api/\($0)", "/ajax-api/\($0)"] }
                for path in paths {
                    let itself = try await server.send("GET", path)
                    let below = try await server.send("POST", "\(path)/a/b")
                    #expect(itself.status == 501 && below.status == 501, "\(path)")
                }
            }
        }
    }

    @Test("another method on a known path answers 405 with the methods that it takes, below every base")
    func wrongMethods() async throws {
        try await TestServer.perform { server in
            var methods: [String: Set<String>] = [:]
            for operation in DeclaredOperation.all {
                methods[operation.path, default: []].insert(operation.method.rawValue)
            }
            for (path, known) in methods.sorted(by: { $0.key < $1.key }) {
                let filled = path.replacing(/\{[a-z_]+\}/, with: "x")
                let other = try #require(["PUT", "DELETE", "GET"].first { !known.contains($0) })
                for base in ["/api", "/ajax-api", "/w/default/api"] {
                    let answer = try await server.send(other, "\(base)/2.0/mlflow/\(filled)")
                    #expect(answer.status == 405, "\(other) \(filled)")
                    let allowed = answer.headers["allow"]?.components(separatedBy: ", ") ?? []
                    #expect(Set(allowed) == known, "\(filled)")
                    #expect(String(decoding: answer.body, as: UTF8.self).contains("ENDPOINT_NOT_FOUND"))
                }
            }
        }
    }

    @Test(
        "an unknown path answers 404 in JSON, also where it only begins like a known one",
        arguments: [
            "", "/", "/runs", "/runs/", "/runs/nothing", "/nothing", "/runs/get/more", "/logged-models/m/tags/k/more",
            "/logged-models/m/artifacts", "/experiments/../runs/get",
        ])
    func unknownPaths(path: String) async throws {
        try await TestServer.perform { server in
            for base in ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow", "/w/default/api/2.0/mlflow"] {
                for method in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
                    let line = "\(method) \(base)\(path)"
                    let answer = try await RawExchange.send(
                        server.url, [Data(RawExchange.head(line, headers: ["Content-Length: 0"]).utf8)])
                    #expect(answer.status == 404, "\(line)")
                    #expect(String(decoding: answer.body, as: UTF8.self).contains("ENDPOINT_NOT_FOUND"), "\(line)")
                }
            }
        }
    }

    @Test func workspacesAreThoseOfEnvironments() async throws {
        try await TestServer.perform { server in
            func names(_ token: String) async throws -> [String] {
                let found = try await server.send("GET", "/api/3.0/mlflow/workspaces", token: token)
                #expect(found.status == 200)
                let json = try JSONSerialization.jsonObject(with: found.body) as? [String: [[String: Any]]]
                return json?["workspaces"]?.compactMap { $0["name"] as? String } ?? []
            }
            #expect(try await names(TestServer.administrator) == ["default", "shop-prod", "shop-staging"])
            #expect(try await names(TestServer.prodRun) == ["shop-prod"])

            let path = "/api/3.0/mlflow/workspaces/shop-staging"
            #expect(try await server.send("GET", path).status == 200)
            #expect(try await server.send("GET", path, token: TestServer.stagingRun).status == 200)
            #expect(try await server.send("GET", path, token: TestServer.prodRun).status == 404)
            #expect(try await server.send("GET", path, token: nil).status == 401)
            #expect(try await server.send("GET", "/api/3.0/mlflow/workspaces/nobody").status == 404)
            for (method, path) in [
                ("POST", "/api/3.0/mlflow/workspaces"), ("PATCH", path), ("DELETE", path),
                ("DELETE", "/ajax-api/3.0/mlflow/workspaces/nobody"),
            ] {
                let answer = try await server.send(method, path, body: Data(#"{"name": "new"}"#.utf8))
                #expect(answer.status == 400)
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(text.contains("FEATURE_DISABLED") && text.contains("sluice project add"))
            }
        }
    }

    @Test func whatClientsAskFirstIsAnsweredToAnybody() async throws {
        try await TestServer.perform { server in
            for base in ["/api", "/ajax-api"] {
                let info = try await server.send("GET", "\(base)/3.0/mlflow/server-info", token: nil)
                #expect(info.status == 200)
                #expect(String(decoding: info.body, as: UTF8.self).contains(#""workspaces_enabled":true"#))
            }
            let version = try await server.send("GET", "/version", token: nil)
            #expect(version.status == 200)
            #expect(version.headers["content-type"]?.hasPrefix("text/plain") == true)
        }
    }

    @Test func modelsOfClientsBeforeVersion3AreKeptInTheTagOfTheirRun() async throws {
        try await TestServer.perform { server in
            let id = try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
            func logModel(_ model: String) async throws -> TestServer.Answer {
                let body = try JSONSerialization.data(withJSONObject: ["run_id": id, "model_json": model])
                return try await server.call("POST", "runs/log-model", String(decoding: body, as: UTF8.self))
            }
            for name in ["first", "second \" \u{e9}"] {
                let model: [String: Any] = [
                    "artifact_path": name, "run_id": id, "utc_time_created": "2026-01-01", "model_uuid": "u",
                    "signature": "left out", "flavors": ["sklearn": ["pickled_model": "m.pkl", "config": "left out"]],
                ]
                let text = String(decoding: try JSONSerialization.data(withJSONObject: model), as: UTF8.self)
                #expect(try await logModel(text).status == 200)
            }
            let run = try await server.call("GET", "runs/get?run_id=\(id)")
            let tags = try #require(run["run.data.tags"] as? [[String: String]])
            let tag = try #require(tags.first { $0["key"] == "mlflow.log-model.history" }?["value"])
            let models = try #require(try JSONSerialization.jsonObject(with: Data(tag.utf8)) as? [[String: Any]])
            #expect(models.map { $0["artifact_path"] as? String } == ["first", "second \" \u{e9}"])
            #expect(Set(models[0].keys) == ["artifact_path", "run_id", "utc_time_created", "model_uuid", "flavors"])
            #expect(models[0]["flavors"] as? [String: [String: String]] == ["sklearn": ["pickled_model": "m.pkl"]])
            for bad in ["no json", "[]", "{}", #"{"artifact_path": "x"}"#] {
                #expect(try await logModel(bad).code == "INVALID_PARAMETER_VALUE")
            }
        }
    }
}
