import ChildProcess
import Foundation
import Glibc
import Promotion
import SluiceClient
import Testing

/// Imports that are killed in the middle, on either side, and are started again.
struct InterruptionTests {
    private func seed(_ source: ServerProgram, runs: Int) async throws -> [String] {
        let experiment = try await source.makeExperiment("many")
        var ids: [String] = []
        for index in 0..<runs {
            let run = try await source.makeRun("run \(index)", in: experiment, start: 1_760_000_000_000 + index)
            try await source.put(Data("file of \(index)".utf8), at: "notes.txt", of: run, in: experiment)
            ids.append(run)
        }
        return ids
    }

    /// Waits until some runs have come, or the command has ended.
    private func waitForRuns(_ target: ServerProgram, _ command: ChildProcess) async throws {
        while command.isRunning {
            let found = try? await target.mlflow(
                "POST", "experiments/search", ["max_results": 100, "view_type": "ALL"])
            let ids = (found?["experiments"] as? [Object] ?? []).compactMap { $0["experiment_id"] as? String }
            let runs = try? await target.mlflow("POST", "runs/search", ["experiment_ids": ids, "max_results": 10])
            if (runs?["runs"] as? [Object])?.isEmpty == false { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test(
        "R-45: an import whose command or server is killed goes on, and nothing comes twice",
        arguments: [false, true])
    func killed(server: Bool) async throws {
        let source = try await ServerProgram()
        var target = try await ServerProgram()
        defer { for server in [source, target] { server.remove() } }
        let ids = try await seed(source, runs: 250)
        let token = ["MLFLOW_TRACKING_TOKEN": source.token]
        let command = try target.begin(["import", "mlflow", source.url, "--concurrency", "1"], token)
        try await waitForRuns(target, command)
        if server {
            target.kill()
            #expect(await command.ended() == 3)
            target = try await ServerProgram(home: target.home)
        } else {
            command.signal(SIGKILL)
            await command.ended()
        }
        #expect(try await target.client.imports().map(\.status) == [.running])
        let result = try await target.bring(from: source.url, ["-o", "json"], credentials: token)
        #expect(result.status == 0, "\(result.errors)\(result.output)")
        #expect(try await target.client.imports().map(\.status) == [.succeeded])
        let report = try JSONDecoder().decode(ImportReport.self, from: Data(result.output.utf8))
        let runs = try #require(report.outcome?.counts["run"])
        #expect(runs.found == 250)
        #expect(runs.new < 250, "nothing had come before the kill")
        for id in ids {
            #expect(try await target.comparableRun(id) == (try await source.comparableRun(id)))
        }
        let again = try await target.bring(from: source.url, ["-o", "json"], credentials: token)
        let last = try JSONDecoder().decode(ImportReport.self, from: Data(again.output.utf8))
        #expect(last.outcome?.counts["run"]?.unchanged == 250)
        #expect(last.outcome?.counts["file"] == nil)
    }
}
