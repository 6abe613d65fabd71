import Foundation
import MLflowAPI
import Promotion
import Testing

@Suite("Experiments and runs over HTTP")
struct RunRouteTests {
    @Test func aRunKeepsWhatIsLoggedToIt() async throws {
        try await TestServer.perform { server in
            let experiment = try await server.call(
                "POST", "experiments/create", #"{"name": "churn", "tags": [{"key": "a", "value": "b"}]}"#)
            let id = try #require(experiment.text("experiment_id"))
            let run = try await server.call(
                "POST", "runs/create",
                #"{"experiment_id": "\#(id)", "start_time": 123, "run_name": "r1", "tags": [{"key": "t", "value": "1"}]}"#
            )
            let runID = try #require(run.text("run.info.run_id"))
            #expect(run.text("run.info.artifact_uri") == "mlflow-artifacts:/\(id)/\(runID)/artifacts")
            let batch = try await server.call(
                "POST", "runs/log-batch",
                """
                {"run_id": "\(runID)", "params": [{"key": "lr", "value": "0.1"}],
                 "metrics": [{"key": "f1", "value": 0.5, "timestamp": 1, "step": 0},
                             {"key": "f1", "value": 0.75, "timestamp": 2, "step": 1},
                             {"key": "bad", "value": "NaN", "timestamp": "3", "step": 0},
                             {"key": "worse", "value": -Infinity, "timestamp": 3}]}
                """)
            #expect(batch.status == 200)
            let found = try await server.call("GET", "runs/get?run_id=\(runID)&run_uuid=\(runID)")
            #expect(found["run.data.metrics.0.value"] as? String == "NaN")
            #expect(found["run.data.metrics.1.value"] as? Double == 0.75)
            #expect(found["run.data.metrics.1.timestamp"] as? Int == 2)
            #expect(found["run.data.metrics.2.value"] as? String == "-Infinity")
            #expect(found.text("run.data.params.0.value") == "0.1")
            let history = try await server.call(
                "GET", "metrics/get-history?run_id=\(runID)&metric_key=f1&max_results=1")
            #expect((history["metrics"] as? [Any])?.count == 1)
            let token = try #require(history.text("next_page_token"))
            let rest = try await server.call(
                "GET",
                "metrics/get-history?run_id=\(runID)&metric_key=f1&max_results=1&page_token=\(token.replacing("=", with: "%3D"))"
            )
            #expect(rest["metrics.0.value"] as? Double == 0.75)
            #expect(rest["next_page_token"] == nil)
        }
    }

    @Test func aBatchIsStoredAsAWholeOrNotAtAll() async throws {
        try await TestServer.perform { server in
            let runID = try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
            _ = try await server.call(
                "POST", "runs/log-parameter", #"{"run_id": "\#(runID)", "key": "lr", "value": "5"}"#)
            let refused = try await server.call(
                "POST", "runs/log-batch",
                """
                {"run_id": "\(runID)", "metrics": [{"key": "m", "value": 1, "timestamp": 1}],
                 "params": [{"key": "lr", "value": "other"}]}
                """)
            #expect(refused.status == 400)
            #expect(
                refused.message
                    == "Changing param values is not allowed. Param with key='lr' was already logged with value='5' for run "
                    + "ID='\(runID)'. Attempted logging new value 'other'.")
            let found = try await server.call("GET", "runs/get?run_id=\(runID)")
            #expect(found["run.data.metrics"] == nil)
        }
    }

    @Test(
        "searches find what their filters say",
        arguments: [
            ("metrics.f1 > 0.6", ["b", "c"]), ("metrics.f1 >= 0.7 and params.kind = 'x'", ["b"]),
            ("attributes.run_name LIKE 'A%'", []), ("attributes.run_name ILIKE 'A%'", ["a"]),
            ("tags.`my key` = \"va'lue\"", ["c"]), ("tags.'my key' = 'va''lue'", []), ("run_id IN ('a', 'c')", []),
            ("run_id NOT IN ('a', 'c')", ["a", "b", "c"]), ("params.kind IS NULL", ["c"]),
            ("params.kind IS NOT NULL", ["a", "b"]),
            ("status = 'RUNNING' AND metrics.f1 != 0.9", ["a", "b"]), ("", ["a", "b", "c"]),
            ("params.kind = 'x'' OR ''1''=''1'", []),
        ])
    func filters(filter: String, expected: [String]) async throws {
        try await TestServer.perform { server in
            for (name, f1, more) in [
                ("a", 0.5, #", "params": [{"key": "kind", "value": "x"}]"#),
                ("b", 0.7, #", "params": [{"key": "kind", "value": "x"}]"#),
                ("c", 0.9, #", "tags": [{"key": "my key", "value": "va'lue"}]"#),
            ] {
                let run = try await server.call(
                    "POST", "runs/create", #"{"experiment_id": "0", "run_name": "\#(name)"}"#)
                let id = try #require(run.text("run.info.run_id"))
                let logged = try await server.call(
                    "POST", "runs/log-batch",
                    #"{"run_id": "\#(id)", "metrics": [{"key": "f1", "value": \#(f1), "timestamp": 1}]\#(more)}"#)
                #expect(logged.status == 200)
            }
            let body = try JSONSerialization.data(withJSONObject: [
                "experiment_ids": ["0"], "filter": filter, "order_by": ["metrics.f1 ASC"],
            ])
            let found = try await server.call("POST", "runs/search", String(decoding: body, as: UTF8.self))
            #expect(found.status == 200, "\(found.message ?? "")")
            let runs = found["runs"] as? [[String: Any]] ?? []
            #expect(runs.compactMap { ($0["info"] as? [String: Any])?["run_name"] as? String } == expected)
        }
    }

    @Test(
        arguments: [
            "metrics.f1 = 'x'", "params.kind = 5", "nothing = 'x'", "metrics.f1 >", "metrics.f1 > 1 OR metrics.f1 < 2",
            "params.kind > 'x'", "'", "run_name IN ('a'", "run_name IN ()", "datasets.size = 'x'",
        ])
    func wrongFiltersAreRefused(filter: String) async throws {
        try await TestServer.perform { server in
            let body = try JSONSerialization.data(withJSONObject: ["experiment_ids": ["0"], "filter": filter])
            let found = try await server.call("POST", "runs/search", String(decoding: body, as: UTF8.self))
            #expect(found.status == 400)
            #expect(found.code == "INVALID_PARAMETER_VALUE")
        }
    }

    @Test func wrongRequestsAreRefusedInMLflowsWords() async throws {
        try await TestServer.perform(limits: .init(maximumBodySize: 1000)) { server in
            for body in [
                "", "{", "[]", "{\"a\":", "nul", "{\"a\" 1}", String(repeating: "[", count: 500),
                "{\"experiment_id\": 1}",
            ] {
                let answer = try await server.call("POST", "runs/log-metric", body)
                #expect(answer.status == 400)
                #expect(answer.code == "INVALID_PARAMETER_VALUE")
            }
            let large = try await server.call(
                "POST", "runs/create", "{\"a\": \"\(String(repeating: "x", count: 2000))\"}")
            #expect(large.status == 400)
            let form = try await server.send(
                "POST", "/api/2.0/mlflow/runs/create", body: Data("{}".utf8), headers: ["Content-Type": "text/plain"])
            #expect(form.status == 400)
            #expect(try await server.call("POST", "experiments/get").status == 405)
            let missing = try await server.call("GET", "runs/get")
            #expect(
                missing.message
                    == "Missing value for required parameter 'run_id'. See the API docs for more information about request "
                    + "parameters.")
            #expect(try await server.call("GET", "runs/get?run_id=abc").message == "Run with id=abc not found")
            #expect(
                try await server.call("GET", "experiments/get?experiment_id=987654").message
                    == "No Experiment with id=987654 exists")
            let duplicate = #"{"name": "twice"}"#
            #expect(try await server.call("POST", "experiments/create", duplicate).status == 200)
            #expect(try await server.call("POST", "experiments/create", duplicate).code == "RESOURCE_ALREADY_EXISTS")
            #expect(try await server.call("GET", "no/such/operation").code == "ENDPOINT_NOT_FOUND")
        }
    }
}
