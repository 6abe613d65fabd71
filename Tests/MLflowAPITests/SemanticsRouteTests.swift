import Foundation
import Testing

@testable import MLflowAPI

/// What MLflow's own server answered to the same requests, status and words, where its clients and their users depend on it.
@Suite("MLflow's semantics to the letter")
struct SemanticsRouteTests {
    private func long(_ count: Int) -> String { String(repeating: "ä", count: count) }

    private let other = "must not resolve to other names when treated as such. This name would resolve to"

    @Test func namesAndLengths() async throws {
        try await TestServer.perform { server in
            let id = try #require(
                try await server.call("POST", "experiments/create", #"{"name": "e"}"#).text("experiment_id"))
            let run = try #require(
                try await server.call("POST", "runs/create", #"{"experiment_id": "\#(id)"}"#).text("run.info.run_id"))
            let cases: [(operation: String, body: String, message: String?)] = [
                ("experiments/create", #"{"name": "\#(long(500))"}"#, nil),
                (
                    "experiments/create", #"{"name": "\#(long(501))"}"#,
                    "'name' exceeds the maximum length of 500 characters"
                ),
                ("runs/set-tag", #"{"run_id": "\#(run)", "key": "\#(long(250))", "value": ""}"#, nil),
                (
                    "runs/set-tag", #"{"run_id": "\#(run)", "key": "\#(long(251))", "value": ""}"#,
                    "'key' exceeds the maximum length of 250 characters"
                ),
                (
                    "runs/log-parameter", #"{"run_id": "\#(run)", "key": "a/../b", "value": ""}"#,
                    "Invalid value \"a/../b\" for parameter 'key' supplied: Names may be treated as files in certain cases, and "
                        + other + " 'b'"
                ),
                (
                    "runs/log-batch", #"{"run_id": "\#(run)", "tags": [{"key": "ok"}, {"key": "a!"}]}"#,
                    "Invalid value \"a!\" for parameter 'tags[1].key' supplied: Names may only contain alphanumerics, "
                        + "underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)."
                ),
                (
                    "runs/log-batch", #"{"run_id": "\#(run)", "metrics": [{"key": "m", "value": 1}]}"#,
                    "Missing value for required parameter 'metrics[0].timestamp'. See the API docs for more information about "
                        + "request parameters."
                ),
                (
                    "runs/log-batch",
                    #"{"run_id": "\#(run)", "params": [{"key": "p", "value": "1"}, {"key": "p", "value": "1"}]}"#,
                    "Duplicate parameter keys have been submitted: ['p']. Please ensure the request contains only one param "
                        + "value per param key."
                ),
                (
                    "runs/log-metric", #"{"run_id": "\#(run)", "key": "m", "value": 1, "timestamp": -1}"#,
                    "Invalid value -1 for parameter 'timestamp' supplied: metric 'm' (value=1.0). Timestamp must be a "
                        + "nonnegative long (64-bit integer) "
                ),
                (
                    "runs/log-metric",
                    #"{"run_id": "\#(run)", "key": "m", "value": 1, "timestamp": 1, "dataset_name": "d"}"#,
                    "Both dataset_name and dataset_digest must be provided if one is provided"
                ),
                (
                    "runs/create",
                    #"{"experiment_id": "\#(id)", "run_name": "a", "tags": [{"key": "mlflow.runName", "value": "b"}]}"#,
                    "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values "
                        + "(run_name='a', mlflow.runName='b')."
                ),
                (
                    "experiments/update", #"{"experiment_id": "\#(id)"}"#,
                    MLflowError.missingParameter("new_name").message
                ),
                (
                    "runs/search", #"{"experiment_ids": ["abc"]}"#,
                    "Invalid experiment ID 'abc'. Experiment ID must be a valid integer."
                ),
            ]
            for one in cases {
                let answer = try await server.call("POST", one.operation, one.body)
                #expect(answer.status == (one.message == nil ? 200 : 400), "\(one.operation) \(one.body.prefix(80))")
                #expect(answer.message == one.message)
            }
        }
    }

    @Test func longValuesAreCutByCharacters() async throws {
        try await TestServer.perform { server in
            let run = try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
            for (operation, limit) in [("log-parameter", 6000), ("set-tag", 8000)] {
                let body = #"{"run_id": "\#(run)", "key": "long", "value": "\#(long(limit + 1))"}"#
                #expect(try await server.call("POST", "runs/\(operation)", body).status == 200)
            }
            let found = try await server.call("GET", "runs/get?run_id=\(run)")
            #expect(found.text("run.data.params.0.value") == long(6000))
            let tags = found["run.data.tags"] as? [[String: String]] ?? []
            #expect(tags.first { $0["key"] == "long" }?["value"] == long(8000))
        }
    }

    @Test func aDeletedExperimentIsGoneForAllButReadingAndRestoring() async throws {
        try await TestServer.perform { server in
            let id = try #require(
                try await server.call("POST", "experiments/create", #"{"name": "e"}"#).text("experiment_id"))
            let body = #"{"experiment_id": "\#(id)", "new_name": "n", "key": "k", "value": "v"}"#
            #expect(try await server.call("POST", "experiments/restore", body).status == 404)
            #expect(try await server.call("POST", "experiments/delete", body).status == 200)
            #expect(try await server.call("POST", "experiments/delete", body).code == "RESOURCE_DOES_NOT_EXIST")
            for operation in ["experiments/update", "experiments/set-experiment-tag", "runs/create"] {
                #expect(try await server.call("POST", operation, body).status == 400, "\(operation)")
            }
            let taken = try await server.call("POST", "experiments/create", #"{"name": "e"}"#)
            #expect(taken.code == "RESOURCE_ALREADY_EXISTS")
            #expect(taken.message?.hasPrefix("Experiment(name=e) already exists") == true)
            let found = try await server.call("GET", "experiments/get?experiment_id=\(id)")
            #expect(found.text("experiment.lifecycle_stage") == "deleted")
            #expect(try await server.call("POST", "experiments/restore", body).status == 200)
        }
    }

    @Test func aRunsNameAndEndFollowTheirRules() async throws {
        try await TestServer.perform { server in
            let run = try #require(
                try await server.call("POST", "runs/create", #"{"run_name": "a"}"#).text("run.info.run_id"))
            func update(_ members: String) async throws -> TestServer.Answer {
                try await server.call("POST", "runs/update", #"{"run_id": "\#(run)", \#(members)}"#)
            }
            #expect(try await update(#""status": "FINISHED", "end_time": 5"#)["run_info.end_time"] as? Int == 5)
            #expect(try await update(#""status": "RUNNING""#)["run_info.end_time"] as? Int == 5)
            #expect(try await update(#""end_time": 0"#)["run_info.end_time"] == nil)
            #expect(try await update(#""run_name": """#).text("run_info.run_name") == "a")
            for (value, name) in [("b", "b"), ("", "b")] {
                let body = #"{"run_id": "\#(run)", "key": "mlflow.runName", "value": "\#(value)"}"#
                #expect(try await server.call("POST", "runs/set-tag", body).status == 200)
                #expect(try await server.call("GET", "runs/get?run_id=\(run)").text("run.info.run_name") == name)
            }
        }
    }

    @Test func aliasesStagesAndVersionsFollowTheirRules() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "default", tag: "1")
            func alias(_ text: String, version: String = "1") async throws -> TestServer.Answer {
                try await server.call(
                    "POST", "registered-models/alias",
                    #"{"name": "\#(world.model)", "alias": "\#(text)", "version": "\#(version)"}"#)
            }
            for free in ["Champ", "champ", "v", "v1a", "1", "-", "_", "ä", String(repeating: "x", count: 255)] {
                #expect(try await alias(free).status == 200, "\(free)")
            }
            #expect(try await alias("LATEST").message == "'latest' alias name (case insensitive) is reserved.")
            for reserved in ["v1", "V2", "v01"] {
                #expect(try await alias(reserved).message == "Version alias name '\(reserved)' is reserved.")
            }
            #expect(
                try await alias("a.b").message
                    == "Invalid alias name: 'a.b'. Names may only contain alphanumerics, underscores (_), and dashes (-)."
            )
            #expect(
                try await alias(String(repeating: "x", count: 256)).message
                    == "'Registered model alias name' exceeds the maximum length of 255 characters")
            #expect(
                try await alias("x", version: "abc").message == "Parameter 'version' must be an integer, got 'abc'.")
            #expect(try await alias("x", version: "9").code == "RESOURCE_DOES_NOT_EXIST")
            for text in ["champ", "Champ", "latest", "LATEST"] {
                let found = try await server.call("GET", "registered-models/alias?name=\(world.model)&alias=\(text)")
                #expect(found.text("model_version.version") == "1", "\(text)")
            }
            let ghost = try await server.call("GET", "registered-models/alias?name=\(world.model)&alias=ghost")
            #expect(ghost.status == 400)
            #expect(ghost.message == "Registered model alias ghost not found.")
            let stage = try await server.call(
                "POST", "model-versions/transition-stage",
                #"{"name": "\#(world.model)", "version": "1", "stage": "sTaging", "archive_existing_versions": true}"#)
            #expect(stage.text("model_version.current_stage") == "Staging")
            let archived = try await server.call(
                "POST", "model-versions/transition-stage",
                #"{"name": "\#(world.model)", "version": "1", "stage": "None", "archive_existing_versions": true}"#)
            #expect(archived.status == 400)
            #expect(archived.message?.hasSuffix("Valid stages are ['Staging', 'Production']") == true)
            let described = try await server.call(
                "PATCH", "model-versions/update", #"{"name": "\#(world.model)", "version": "1"}"#)
            #expect(described.text("model_version.description") == "")
        }
    }

    @Test func namesOfModelsFollowTheirRules() async throws {
        try await TestServer.perform { server in
            let cases: [(String, String?)] = [
                (" ", "Missing value for required parameter 'name'."),
                ("a/b", "Invalid model name 'a/b'. Names cannot contain '/' or ':'."),
                (
                    "..",
                    "Invalid value \"..\" for parameter 'name' supplied: Names may be treated as files in certain cases, and \(other) '..'"
                ),
                ("Ü b", nil), (" lead", nil), ("a%b'c", nil),
            ]
            for (name, message) in cases {
                let answer = try await server.call("POST", "registered-models/create", #"{"name": "\#(name)"}"#)
                #expect(answer.message == message)
                #expect(answer.status == (message == nil ? 200 : 400), "\(name)")
            }
            let renamed = try await server.call(
                "POST", "registered-models/rename", #"{"name": "Ü b", "new_name": "  "}"#)
            #expect(renamed.message == "Missing value for required parameter 'new_name'.")
        }
    }

    @Test func loggedModelsParamsStayAndDeletedOnesCanBeFetched() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "default", tag: "1")
            let path = "logged-models/\(world.loggedModel)"
            for (value, status) in [("1", 200), ("1", 200), ("2", 400)] {
                let body = #"{"params": [{"key": "any key!", "value": "\#(value)"}]}"#
                #expect(try await server.call("POST", "\(path)/params", body).status == status)
            }
            #expect(
                try await server.call("PATCH", "\(path)/tags", #"{"tags": [{"key": "a/b", "value": "x"}]}"#).status
                    == 200)
            #expect(try await server.call("DELETE", "\(path)/tags/a%2Fb").status == 200)
            #expect(try await server.call("DELETE", path).status == 200)
            #expect(try await server.call("GET", path).status == 404)
            let deleted = try await server.call("GET", "\(path)?allow_deleted=true")
            #expect(deleted.text("model.info.model_id") == world.loggedModel)
            let elsewhere = try await server.call("GET", "\(path)?allow_deleted=true", workspace: "shop-prod")
            #expect(elsewhere.status == 404)
        }
    }

    @Test func promptsAreKeptAndClassicCallsGoOn() async throws {
        try await TestServer.perform { server in
            let mark = #""tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]"#
            #expect(
                try await server.call("POST", "registered-models/create", #"{"name": "p", \#(mark)}"#).status == 200)
            let again = try await server.call("POST", "registered-models/create", #"{"name": "p", \#(mark)}"#)
            #expect(again.message == "Prompt (name=p) already exists.")
            let model = try await server.call("POST", "registered-models/create", #"{"name": "p"}"#)
            #expect(model.message?.contains("already taken by a prompt") == true)
            let version = try await server.call(
                "POST", "model-versions/create", #"{"name": "p", "source": "prompt-template", \#(mark)}"#)
            #expect(version.text("model_version.version") == "1", "\(version.message ?? "")")
            for source in ["/etc/passwd", "s3://bucket/p"] {
                let refused = try await server.call(
                    "POST", "model-versions/create", #"{"name": "p", "source": "\#(source)", \#(mark)}"#)
                #expect(refused.status == 400)
            }
            _ = try await server.call("POST", "registered-models/create", #"{"name": "m"}"#)
            let copy = try await server.call(
                "POST", "model-versions/create", #"{"name": "m", "source": "models:/p/1"}"#)
            #expect(copy.message?.contains("Prompt versions cannot be used") == true)
        }
    }

    @Test func sourcesOutsideTheStoreAreRefused() async throws {
        try await TestServer.perform { server in
            let world = try await ChampionWorld.make(server.catalog, in: "default", tag: "1")
            let other = try await ChampionWorld.make(server.catalog, in: "shop-prod", tag: "2")
            let place = "mlflow-artifacts:/\(world.experiment)/\(world.run)/artifacts"
            let refused: [(source: String, run: String, text: String)] = [
                ("/etc/passwd", "", "To use a local path"), ("/etc/passwd", world.run, "To use a local path"),
                ("file:///etc/passwd", world.run, "To use a local path"), ("../x", world.run, "To use a local path"),
                ("\(place)/../../x", world.run, "relative path references"),
                ("\(place)/%2e%2e/x", world.run, "relative path references"),
                ("\(place)/%252e%252e/x", world.run, "relative path references"),
                (place, "", "The run_id request parameter must identify"),
                (place, other.run, "The run_id request parameter must identify"),
                ("runs:/\(world.run)/m", "", "The run_id request parameter must identify"),
                ("runs:/\(other.run)/m", other.run, "The run_id request parameter must identify"),
                ("models:/\(other.loggedModel)", "", "The model_id request parameter must identify"),
                ("mlflow-artifacts://host/x", "", "it must begin with"), ("http://host/x", "", "it must begin with"),
                ("s3://bucket/x", "", "it must begin with"),
            ]
            for one in refused {
                let run = one.run.isEmpty ? "" : #", "run_id": "\#(one.run)""#
                let answer = try await server.call(
                    "POST", "model-versions/create", #"{"name": "\#(world.model)", "source": "\#(one.source)"\#(run)}"#)
                #expect(answer.status == 400, "\(one)")
                #expect(answer.message?.hasPrefix("Invalid model version source: '") == true)
                #expect(answer.message?.contains(one.text) == true, "\(one): \(answer.message ?? "")")
            }
        }
    }
}
