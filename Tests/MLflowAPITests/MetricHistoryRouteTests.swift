import Foundation
import Testing

@Suite("Histories of metrics in many runs")
struct MetricHistoryRouteTests {
    private func run(_ server: TestServer, values: Int, step: (Int) -> Int = { $0 }) async throws -> String {
        let id = try #require(try await server.call("POST", "runs/create", "{}").text("run.info.run_id"))
        for start in stride(from: 0, to: values, by: 1000) {
            let metrics = (start..<min(values, start + 1000)).map { index in
                #"{"key": "loss", "value": \#(index), "timestamp": \#(index + 1), "step": \#(step(index))}"#
            }
            let body = #"{"run_id": "\#(id)", "metrics": [\#(metrics.joined(separator: ","))]}"#
            #expect(try await server.call("POST", "runs/log-batch", body).status == 200)
        }
        return id
    }

    private func values(_ answer: TestServer.Answer) -> [Int] {
        (answer["metrics"] as? [[String: Any]] ?? []).compactMap { $0["value"] as? Int }
    }

    @Test func bulkHistoryGivesRunAfterRun() async throws {
        try await TestServer.perform { server in
            let ids = try await [run(server, values: 3), run(server, values: 2), run(server, values: 0)].sorted()
            let query = ids.map { "run_id=\($0)" }.joined(separator: "&")
            let found = try await server.call("GET", "metrics/get-history-bulk?\(query)&run_id=nobody&metric_key=loss")
            #expect(found.status == 200)
            let runs = (found["metrics"] as? [[String: Any]] ?? []).compactMap { $0["run_id"] as? String }
            #expect(runs.count == 5)
            #expect(runs == runs.sorted())
            #expect(
                values(try await server.call("GET", "metrics/get-history-bulk?\(query)&metric_key=loss&max_results=4"))
                    == values(found).prefix(4) + [])
            for bad in [
                "metric_key=loss", query, "\(query)&metric_key=loss&max_results=x",
                "\(query)&metric_key=loss&max_results=0",
                (0...100).map { "run_id=\($0)" }.joined(separator: "&") + "&metric_key=loss",
            ] {
                #expect(
                    try await server.call("GET", "metrics/get-history-bulk?\(bad)").code == "INVALID_PARAMETER_VALUE")
            }
            let foreign = try await server.call(
                "GET", "metrics/get-history-bulk?\(query)&metric_key=loss", workspace: "shop-prod")
            #expect(foreign.status == 200)
            #expect(values(foreign).isEmpty)
        }
    }

    @Test func sampleIsBoundedAndKeepsFirstAndLast() async throws {
        try await TestServer.perform { server in
            let path = "metrics/get-history-bulk-interval"
            let many = try await run(server, values: 5000)
            let flat = try await run(server, values: 700) { _ in 0 }
            for limit in [1, 2, 3, 10, 999, 2500] {
                let found = values(
                    try await server.call(
                        "GET", "\(path)?run_ids=\(many)&metric_key=loss&max_results=\(limit)"))
                #expect(found.count <= limit && found.count > limit / 2)
                #expect(found == found.sorted())
                #expect(found.last == 4999)
                if limit > 1 { #expect(found.first == 0) }
            }
            let both = try await server.call(
                "GET", "\(path)?run_ids=\(flat)&run_ids=\(many)&metric_key=loss&max_results=700")
            #expect(values(both).count <= 1400)
            #expect(values(both).prefix(700) == (0..<700).map { $0 }[...])
            let some = try await server.call(
                "GET", "\(path)?run_ids=\(many)&metric_key=loss&start_step=100&end_step=109")
            #expect(values(some) == Array(100...109))
            for bad in [
                "metric_key=loss", "run_ids=\(many)", "run_ids=\(many)&metric_key=loss&start_step=1",
                "run_ids=\(many)&metric_key=loss&start_step=2&end_step=1",
                "run_ids=\(many)&metric_key=loss&max_results=2501",
                "run_ids=\(many)&metric_key=loss&max_results=0",
                "run_ids=\(many)&metric_key=loss&start_step=x&end_step=1",
            ] {
                #expect(try await server.call("GET", "\(path)?\(bad)").code == "INVALID_PARAMETER_VALUE", "\(bad)")
            }
            #expect(try await server.call("GET", "\(path)?run_ids=nobody&metric_key=loss").status == 404)
        }
    }

    @Test func datasetsOfExperimentsAreSummarized() async throws {
        try await TestServer.perform { server in
            for context in ["training", "training", "eval"] {
                let id = try await run(server, values: 0)
                let body = #"""
                    {"run_id": "\#(id)", "datasets": [{"dataset": {"name": "d", "digest": "1", "source_type": "local",
                    "source": "s"}, "tags": [{"key": "mlflow.data.context", "value": "\#(context)"}]}]}
                    """#
                #expect(try await server.call("POST", "runs/log-inputs", body).status == 200)
            }
            let found = try await server.call(
                "POST", "experiments/search-datasets", #"{"experiment_ids": ["0", "777"]}"#)
            let summaries = try #require(found["dataset_summaries"] as? [[String: String]])
            #expect(summaries.map { $0["context"] } == ["eval", "training"])
            #expect(summaries.allSatisfy { $0["name"] == "d" && $0["digest"] == "1" })
            let none = try await server.call("POST", "experiments/search-datasets", "{}")
            #expect(none.code == "INVALID_PARAMETER_VALUE")
        }
    }
}
