import Foundation
import Testing

@Suite("Writes of MLflow clients", .enabled(if: ChildProgram.missing == nil, "a program that it needs is missing"))
struct AcknowledgedWriteTests {
    /// What the server said that it has: the batches of each run, by their step.
    private actor Acknowledged {
        private(set) var batches: [String: Int] = [:]
        private(set) var count = 0

        func run(_ id: String) {
            batches[id] = 0
            count += 1
        }

        func batch(of run: String) {
            batches[run, default: 0] += 1
            count += 1
        }
    }

    @Test(
        "R-01 and invariant 1: a run and a batch that were acknowledged are there after kill -9, each batch as a whole")
    func acknowledgedWritesSurviveKill() async throws {
        try await TestServer.perform { server in
            let acknowledged = Acknowledged()
            try await withThrowingTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask { await Self.write(to: server, as: writer, noting: acknowledged) }
                }
                // In the middle of later writes: the writers go on until nobody answers.
                try await Patience.until("300 writes were acknowledged") {
                    await acknowledged.count >= 300 ? true : nil
                }
                await server.killServer()
            }
            try await server.start()
            for (run, batches) in await acknowledged.batches {
                try await Self.expect(batches, of: run, at: server)
            }
        }
    }

    /// Makes runs with four batches each, until the server is gone.
    private static func write(to server: TestServer, as writer: Int, noting acknowledged: Acknowledged) async {
        while !Task.isCancelled {
            let body = #"{"experiment_id": "0", "run_name": "writer-\#(writer)"}"#
            guard let made = try? await server.mlflow("POST", "runs/create", body, workspace: nil) else { return }
            guard made.status == 200, let run = made.value("run.info.run_id") else {
                Issue.record("runs/create answered \(made.status): \(made.text)")
                return
            }
            await acknowledged.run(run)
            for step in 0..<4 {
                guard
                    let logged = try? await server.mlflow(
                        "POST", "runs/log-batch", batch(step, of: run), workspace: nil)
                else { return }
                guard logged.status == 200 else {
                    Issue.record("log-batch answered \(logged.status): \(logged.text)")
                    return
                }
                await acknowledged.batch(of: run)
            }
        }
    }

    private static func batch(_ step: Int, of run: String) -> String {
        let metrics = (0..<20).map { #"{"key": "m\#($0)", "value": \#(step), "timestamp": 1, "step": \#(step)}"# }
        return """
            {"run_id": "\(run)", "metrics": [\(metrics.joined(separator: ","))],
             "params": [{"key": "p\(step)", "value": "\(step)"}], "tags": [{"key": "t\(step)", "value": "\(step)"}]}
            """
    }

    /// One batch more than was acknowledged may be there: the one whose answer the kill cut off.
    private static func expect(_ batches: Int, of run: String, at server: TestServer) async throws {
        let found = try await server.mlflow("GET", "runs/get?run_id=\(run)", workspace: nil)
        #expect(found.status == 200, "\(found.text)")
        let params = (0...4).prefix { found.text.contains(#""key":"p\#($0)""#) }.count
        #expect(params == batches || params == batches + 1)
        for step in 0..<params { #expect(found.text.contains(#""key":"t\#(step)""#)) }
        for metric in ["m0", "m19"] {
            let history = try await server.mlflow(
                "GET", "metrics/get-history?run_id=\(run)&metric_key=\(metric)", workspace: nil)
            #expect(history.text.split(separator: #""step":"#).count - 1 == params, "\(history.text)")
        }
    }
}
