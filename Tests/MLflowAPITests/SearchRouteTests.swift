import Catalog
import Foundation
import MLflowAPI
import Testing

@Suite("Searches over HTTP")
struct SearchRouteTests {
    /// Makes a run with a metric and gives its id.
    private func run(_ server: TestServer, start: Int, f1: Double) async throws -> String {
        let made = try await server.call("POST", "runs/create", #"{"start_time": \#(start)}"#)
        let id = made.text("run.info.run_id") ?? ""
        _ = try await server.call(
            "POST", "runs/log-metric", #"{"run_id": "\#(id)", "key": "f1", "value": \#(f1), "timestamp": 1}"#)
        return id
    }

    private func search(
        _ server: TestServer, order: String, filter: String = "", token: String? = nil, size: Int = 4
    ) async throws -> TestServer.Answer {
        var body: [String: Any] = [
            "experiment_ids": ["0"], "order_by": [order], "filter": filter, "max_results": size,
        ]
        body["page_token"] = token
        let json = try JSONSerialization.data(withJSONObject: body)
        return try await server.call("POST", "runs/search", String(decoding: json, as: UTF8.self))
    }

    private func ids(_ answer: TestServer.Answer) -> [String] {
        (answer["runs"] as? [[String: Any]] ?? []).compactMap { ($0["info"] as? [String: Any])?["run_id"] as? String }
    }

    @Test(arguments: ["metrics.f1 DESC", "metrics.f1", "start_time DESC", "attributes.start_time"])
    func pagesNeitherSkipNorRepeatWhatIsThereThroughout(order: String) async throws {
        try await TestServer.perform { server in
            var there: Set<String> = []
            for index in 0..<20 {
                there.insert(try await run(server, start: index / 3, f1: Double(index % 4) / 4))
            }
            let index = Task { try await server.catalog.indexPendingRuns(limit: 12) }
            _ = try await index.value
            var (found, token): ([String], String?) = ([], nil)
            repeat {
                let page = try await search(server, order: order, token: token)
                #expect(page.status == 200)
                found += ids(page)
                token = page.text("next_page_token")
                // New runs come in front of the place, behind it, and at it; one that was shown already goes.
                for (start, f1) in [(0, 0.0), (3, 0.5), (9, 1.0)] { _ = try await run(server, start: start, f1: f1) }
                if let gone = found.first, there.contains(gone) {
                    _ = try await server.call("POST", "runs/delete", #"{"run_id": "\#(gone)"}"#)
                }
                try await server.catalog.indexPendingRuns(limit: 2)
                // Three runs come for each four that are read, and some of them behind the place.
            } while token != nil && found.count < 400
            #expect(Set(found).isSuperset(of: there))
            #expect(Set(found).count == found.count)
        }
    }

    @Test func aRunIsFoundAsSoonAsItsMetricIsAcknowledged() async throws {
        try await TestServer.perform { server in
            let first = try await run(server, start: 1, f1: 0.5)
            try await server.catalog.indexPendingRuns(limit: 100)
            let second = try await run(server, start: 2, f1: 0.75)
            #expect(
                ids(try await search(server, order: "metrics.f1", filter: "metrics.f1 >= 0.5")) == [first, second])
            _ = try await server.call(
                "POST", "runs/log-metric",
                #"{"run_id": "\#(first)", "key": "f1", "value": 0.1, "timestamp": 2, "step": 1}"#)
            #expect(ids(try await search(server, order: "metrics.f1", filter: "metrics.f1 >= 0.5")) == [second])
            #expect(ids(try await search(server, order: "metrics.f1")) == [first, second])
        }
    }

    @Test func aTokenIsGoodForItsOwnSearchOnly() async throws {
        try await TestServer.perform { server in
            for index in 0..<6 { _ = try await run(server, start: index, f1: 0.5) }
            let token = try #require(try await search(server, order: "start_time").text("next_page_token"))
            #expect(try await search(server, order: "start_time", token: token, size: 2).status == 200)
            let other = try await search(server, order: "start_time DESC", token: token)
            #expect(other.status == 400)
            #expect(other.message?.hasPrefix("Invalid page token, it belongs to a search with another filter") == true)
            #expect(try await search(server, order: "start_time", filter: "metrics.f1 > 0", token: token).status == 400)
            let damaged = try await search(server, order: "start_time", token: "###")
            #expect(damaged.status == 400)
            #expect(damaged.message == "Invalid page token, could not base64-decode")
            for content in ["{}", "[]", "7", #"{"offset": 5}"#, "", #"{"d": "x", "k": ["i1", "i2"]}"#] {
                let forged = Data(content.utf8).base64EncodedString() + (content.isEmpty ? "=" : "")
                #expect(try await search(server, order: "start_time", token: forged).status == 400, "\(content)")
            }
        }
    }

    @Test func everyListOfTheRegistryPagesTheSameWay() async throws {
        try await TestServer.perform { server in
            for name in ["a", "b", "c", "d", "e"] {
                _ = try await server.call("POST", "registered-models/create", #"{"name": "\#(name)"}"#)
                _ = try await server.call("POST", "experiments/create", #"{"name": "\#(name)"}"#)
            }
            for (path, list) in [
                ("registered-models/search?max_results=2", "registered_models"),
                ("experiments/search?max_results=2", "experiments"),
            ] {
                var (names, token): ([String], String?) = ([], nil)
                repeat {
                    let escaped = (token ?? "").addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let page = try await server.call("GET", "\(path)&page_token=\(escaped)")
                    names += (page[list] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
                    token = page.text("next_page_token")
                } while token != nil && names.count < 20
                #expect(names.filter { $0 != "Default" }.sorted() == ["a", "b", "c", "d", "e"])
            }
        }
    }

    @Test func promptsAreHiddenUnlessTheyAreAskedFor() async throws {
        try await TestServer.perform { server in
            let tags = #""tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]"#
            _ = try await server.call("POST", "registered-models/create", #"{"name": "prompt", \#(tags)}"#)
            _ = try await server.call("POST", "registered-models/create", #"{"name": "model"}"#)
            func names(_ filter: String) async throws -> [String] {
                let escaped = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let found = try await server.call("GET", "registered-models/search?filter=\(escaped)")
                return (found["registered_models"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
            }
            #expect(try await names("") == ["model"])
            #expect(try await names("tag.`mlflow.prompt.is_prompt` != 'true'") == ["model"])
            #expect(try await names("tags.`mlflow.prompt.is_prompt` = 'true'") == ["prompt"])
        }
    }

    @Test func loggedModelsAreFoundByMetricsOnADataset() async throws {
        try await TestServer.perform { server in
            let run = try await run(server, start: 1, f1: 0.5)
            var models: [String] = []
            for (value, dataset) in [(0.9, "train"), (0.4, "test"), (0.8, "test")] {
                let made = try await server.call("POST", "logged-models", #"{"experiment_id": "0", "name": "m"}"#)
                let id = made.text("model.info.model_id") ?? ""
                models.append(id)
                _ = try await server.call(
                    "POST", "runs/log-metric",
                    #"""
                    {"run_id": "\#(run)", "key": "auc", "value": \#(value), "timestamp": 1, "model_id": "\#(id)",
                     "dataset_name": "\#(dataset)", "dataset_digest": "d1"}
                    """#)
            }
            func found(_ more: String) async throws -> [String] {
                let answer = try await server.call(
                    "POST", "logged-models/search", #"{"experiment_ids": ["0"], \#(more)}"#)
                return (answer["models"] as? [[String: Any]] ?? []).compactMap {
                    ($0["info"] as? [String: Any])?["model_id"] as? String
                }
            }
            let order = #""order_by": [{"field_name": "metrics.auc", "ascending": false}]"#
            #expect(try await found(order) == [models[0], models[2], models[1]])
            let onTest = #""order_by": [{"field_name": "metrics.auc", "ascending": true, "dataset_name": "test"}]"#
            #expect(try await found(onTest) == [models[1], models[2], models[0]])
            let datasets = #""datasets": [{"dataset_name": "test", "dataset_digest": "d1"}]"#
            #expect(try await found("\(order), \(datasets)") == [models[2], models[1]])
            #expect(try await found(#"\#(datasets), "filter": "metrics.auc > 0.5""#) == [models[2]])
        }
    }
}
