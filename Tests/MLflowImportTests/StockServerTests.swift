import ChildProcess
import Foundation
import Glibc
import Promotion
import Testing

/// A stock `mlflow server` as the source, compared afterwards through MLflow's own client. Runs where `SLUICE_TEST_STOCK_MLFLOW` names a
/// Python that has the whole of mlflow; `SLUICE_TEST_STOCK_RUNS` says how many runs it is filled with.
struct StockServerTests {
    private static var python: String? { ProcessInfo.processInfo.environment["SLUICE_TEST_STOCK_MLFLOW"] }

    private func program(_ path: String, _ arguments: [String], _ log: String) throws -> ChildProcess {
        let environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "MLFLOW_DISABLE_TELEMETRY": "true", "HOME": NSTemporaryDirectory(),
        ]
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let file = FileHandle(forWritingAtPath: log)
        return try ChildProcess(path, arguments, environment: environment, output: file, errors: file)
    }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    private var scripts: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Stock").path
    }

    /// A port that was free a moment ago; the stock server cannot say which one it took.
    private func freePort() throws -> Int {
        let server = try ScriptedServer { _ in .status(404, "") }
        defer { server.stop() }
        return server.port
    }

    @Test("a stock MLflow server comes over as MLflow's own client reads it", .enabled(if: python != nil))
    func stock() async throws {
        let python = try #require(Self.python)
        let folder = NSTemporaryDirectory() + "sluice-stock-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let count = ProcessInfo.processInfo.environment["SLUICE_TEST_STOCK_RUNS"] ?? "150"
        let seed = try program(python, [scripts + "/seed.py", folder, count], folder + "/seed.log")
        #expect(await seed.ended() == 0, "\(text(folder + "/seed.log"))")
        let port = try freePort()
        let stock = try program(
            python,
            [
                "-m", "mlflow", "server", "--backend-store-uri", "sqlite:///\(folder)/db.sqlite",
                "--artifacts-destination", folder + "/artifacts", "--host", "127.0.0.1", "--port", "\(port)",
                "--workers", "1",
            ], folder + "/server.log")
        defer { stock.signal(SIGTERM) }
        let target = try await ServerProgram()
        defer { target.remove() }
        let uri = "http://127.0.0.1:\(port)"
        while try await target.bring(from: uri, ["--dry-run"]).status == 3 {
            try #require(stock.isRunning, "\(text(folder + "/server.log"))")
            try await Task.sleep(for: .milliseconds(500))
        }
        let first = try await target.bring(from: uri)
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        let compare = try program(
            python, [scripts + "/compare.py", uri, target.url, target.token], folder + "/compare.log")
        #expect(await compare.ended() == 0, "\(text(folder + "/compare.log"))")
        let second = try await target.bring(from: uri, ["-o", "json"])
        let report = try JSONDecoder().decode(ImportReport.self, from: Data(second.output.utf8))
        let counts = try #require(report.outcome?.counts)
        #expect(counts.values.allSatisfy { $0.new == 0 && $0.updated == 0 && $0.refused == 0 })
    }
}
