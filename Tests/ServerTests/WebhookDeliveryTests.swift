import ChildProcess
import Engine
import Foundation
import Testing

/// Runs the real client against a whole server. `SLUICE_TEST_PYTHON` names an interpreter that has mlflow (3.17 or later).
@Suite(
    "Webhooks of a whole server, through the real mlflow client",
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"] != nil))
struct WebhookDeliveryTests {
    /// What the program prints.
    private struct Report: Decodable {
        var events: [String]
        var got: String
        var example: [String: String]
        var received: [String]
        var verified: Bool
        var workspaces: [String]
        var alias: [String: String]
        var status: String
        var refusals: [String]
        var left: Int
    }

    @Test func whatAClientSubscribesToIsSentSignedAndInOrder() async throws {
        let settings = try ServerSettings.read(
            yaml: Array("{listen: 127.0.0.1:0, webhooks: {allowPrivate: [127.0.0.0/8]}}".utf8), file: "server.yaml")
        try await TestServer.perform(settings: settings) { server in
            let report = try JSONDecoder().decode(Report.self, from: try await run(against: server))
            let all = [
                "registered_model.created", "model_version.created", "model_version_alias.created",
                "model_version_tag.set",
            ]
            #expect(report.events.sorted() == all.sorted())
            #expect(report.got == "d")
            #expect(report.example["name"] == "example_model")
            #expect(report.received == all)
            #expect(report.verified)
            #expect(report.workspaces == ["default"])
            #expect(report.alias == ["name": "churn", "alias": "challenger", "version": "1"])
            #expect(report.status == "DISABLED")
            #expect(report.left == 0)
            #expect(report.refusals.count == 2)
            #expect(report.refusals.first?.hasPrefix("RESOURCE_DOES_NOT_EXIST") == true)
            #expect(report.refusals.last?.contains("non-public IP address") == true)
            let key = try Data(contentsOf: URL(fileURLWithPath: server.home.path + "/webhook.key"))
            #expect(key.count == 32)
        }
    }

    private func run(against server: TestServer) async throws -> Data {
        let python = try #require(ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"])
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let environment = [
            "MLFLOW_TRACKING_URI": server.url, "MLFLOW_TRACKING_TOKEN": server.token, "HOME": server.home.path,
            "PATH": "/usr/bin:/bin", "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
            "GIT_PYTHON_REFRESH": "quiet", "PYTHONDONTWRITEBYTECODE": "1",
        ]
        let client = try await FinishedProcess.result(
            of: python, [tests.appending(path: "MLflowAPITests/Clients/webhooks.py").path], environment: environment,
            in: server.home.path)
        try #require(client.status == 0, "\(client.complaint.suffix(6000))")
        let lines = client.output.split(separator: UInt8(ascii: "\n"))
        return Data(try #require(lines.last, "\(client.complaint.suffix(2000))"))
    }
}
