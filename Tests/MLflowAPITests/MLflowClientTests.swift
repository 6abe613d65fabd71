import ChildProcess
import Foundation
import Promotion
import Testing

@testable import Catalog

/// Runs the real client. `SLUICE_TEST_PYTHON` names an interpreter that has mlflow (3.17 or later), lightgbm, pandas and
/// deltalake.
@Suite("The real mlflow client", .enabled(if: ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"] != nil))
struct MLflowClientTests {
    /// What `Clients/train.py` prints.
    private struct Report: Decodable {
        var run: String
        var found: Int
        var f1: Double
        var nan: String
        var history: [Double]
        var input: String
        var context: String
        var outputs: Int
        var artifacts: [String]
        var extra: String
        var table: Int
        var versions: [Int]
        var tagged: [Int]
        var models: [String]
        var by_name: [String]
        var logged: Int
        var copy: String
        var copy_loads: Bool
        var refusal: String
    }

    @Test(arguments: ["token", "header", "prefix", "sandbox"])
    func trainsRegistersLoadsAndSearches(way: String) async throws {
        try await TestServer.perform { server in
            var settings = ["MLFLOW_TRACKING_URI": server.url, "MLFLOW_TRACKING_TOKEN": TestServer.administrator]
            switch way {
            case "token": settings["MLFLOW_TRACKING_TOKEN"] = TestServer.prodRun
            case "header": settings["MLFLOW_WORKSPACE"] = "shop-prod"
            case "prefix": settings["MLFLOW_TRACKING_URI"] = "\(server.url)/w/shop-prod"
            default: break
            }
            let output = try await run("train.py", settings, in: server.folder)
            let report = try JSONDecoder().decode(Report.self, from: output)
            #expect(report.found == 1)
            #expect(report.f1 == 0.7)
            #expect(report.nan == "nan")
            #expect(report.history == [0.5, 0.6, 0.7])
            #expect(report.input == "customers")
            #expect(report.context == "training")
            #expect(report.outputs == 2)
            #expect(report.artifacts == ["extra", "scores.json"])
            #expect(report.extra == "notes")
            #expect(report.table == 2)
            #expect(report.versions == [1, 2])
            #expect(report.tagged == [1])
            #expect(report.models == ["churn", "churn-copy"])
            #expect(report.by_name == ["churn-copy"])
            #expect(report.logged == 2)
            #expect(report.copy == "models:/churn/1")
            #expect(report.copy_loads)
            if way == "sandbox" {
                #expect(report.refusal.isEmpty)
            } else {
                #expect(
                    report.refusal
                        == "PERMISSION_DENIED: PERMISSION_DENIED: alias 'champion' of model 'churn' is guarded by "
                        + "the gate of environment 'prod'; promote through Sluice: sluice promote")
            }
            let workspace = try WorkspaceName(validating: way == "sandbox" ? "default" : "shop-prod")
            let origin = try await server.catalog.read { try $0.mlflowRun(report.run, in: workspace)?.origin }
            #expect((origin != nil) == (way == "token"))
            try await server.catalog.read { transaction in
                let copy = try ModelName(validating: "churn-copy")
                let original = try transaction.origin(of: 1, model: copy, in: workspace)
                #expect(original?.model.rawValue == "churn")
                #expect(original?.version == 1)
                #expect(try transaction.modelVersion(1, of: "churn-copy", in: workspace)?.runID == report.run)
                let digests = try ["churn", "churn-copy"].map {
                    try transaction.manifestDigest(ofVersion: 1, of: $0, in: workspace)
                }
                #expect(digests[0] != nil)
                #expect(digests[0] == digests[1])
            }
        }
    }

    private func run(_ script: String, _ settings: [String: String], in folder: URL) async throws -> Data {
        let interpreter = try #require(ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"])
        let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Clients/\(script)")
        let environment = settings.merging(
            [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path,
                "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
                "GIT_PYTHON_REFRESH": "quiet",
                "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
            ], uniquingKeysWith: { _, fixed in fixed })
        let client = try await FinishedProcess.result(
            of: interpreter, [program.path], environment: environment, in: folder.path)
        try #require(client.status == 0, "\(client.complaint.suffix(6000))")
        let lines = client.output.split(separator: UInt8(ascii: "\n"))
        return Data(try #require(lines.last, "\(client.complaint.suffix(2000))"))
    }
}
