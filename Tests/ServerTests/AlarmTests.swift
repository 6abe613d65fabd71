import Artifacts
import Catalog
import Engine
import Foundation
import Hummingbird
import LoopbackServer
import ModelRecords
import Promotion
import SluiceClient
import Synchronization
import Testing

@Suite("Alarms of a whole server")
struct AlarmTests {
    /// A run in `dev` of the shop whose gate said no to a version whose bytes are there.
    private func insertFailedRun(_ server: TestServer) async throws -> RunID {
        let stored = try await server.engine.context.artifacts.store(Array("weights".utf8))
        return try await server.engine.context.catalog.write { transaction in
            try transaction.insertJudgedRun(
                of: People.shop, Environment(name: People.dev, branches: []),
                ref: RefName(checked: "refs/heads/main"), commit: CommitID(checked: String(repeating: "a", count: 40)),
                file: ArtifactFile(path: "model.txt", digest: stored.digest, size: stored.size),
                model: ModelName(checked: "churn"),
                decision: GateDecision(
                    verdict: .failed,
                    checks: [CheckResult(check: "f1 ≥ 0.55", verdict: .failed, reason: "f1 0.5 is below 0.55")],
                    champion: nil), at: Timestamp(milliseconds: 1_795_227_300_000))
        }
    }

    /// Looks again and again, for five minutes at most, until the outbox says that everything is delivered.
    private func waitForDelivery(_ server: TestServer) async throws -> [String] {
        var states: [String] = []
        for _ in 0..<12_000 {
            states = try await server.engine.context.catalog.read { transaction in
                try transaction.rows("SELECT status FROM webhook_deliveries").map { row in try row[0] }
            }
            if !states.isEmpty, states.allSatisfy({ $0 == "delivered" }) { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        return states
    }

    @Test("A-07: an override over HTTP reaches the operator's receiver, signed, and one that is refused does not")
    func overridesAreTold() async throws {
        let received = Mutex<[SignedMessage]>([])
        let router = Router()
        router.post("alarm") { request, _ in
            let message = try await SignedMessage(request)
            received.withLock { $0.append(message) }
            return Response(status: .noContent)
        }
        let file = NSTemporaryDirectory() + "sluice-alarm-" + UUID().uuidString
        try Data("s3cret\n".utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await serve(router) { port in
            let yaml = """
                {listen: 127.0.0.1:0, webhooks: {allowPrivate: [127.0.0.0/8]},
                 alarms: {url: "http://127.0.0.1:\(port)/alarm", secretFile: "\(file)"}}
                """
            let settings = try ServerSettings.read(yaml: Array(yaml.utf8), file: "server.yaml")
            try await TestServer.perform(settings: settings) { server in
                let people = try await People.make(server)
                let run = try await insertFailedRun(server)
                try await override(run, server, people)
                #expect(try await waitForDelivery(server) == ["delivered"])
                let messages = received.withLock { $0 }
                let message = try #require(messages.first)
                #expect(messages.count == 1, "whoever may not override tells nobody anything")
                #expect(UUID(uuidString: message.id) != nil)
                #expect(message.isSigned(with: "s3cret") && !message.isSigned(with: "s3cre"))
                let told = try JSONSerialization.jsonObject(with: Data(message.body.utf8)) as? [String: Any]
                #expect(told?["by"] as? String == "ana" && told?["kind"] as? String == "override")
                #expect(told?["run"] as? String == run.rawValue && told?["reason"] as? String == "fraud wave")
                #expect(told?["checks"] as? [String: String] == ["f1 ≥ 0.55": "Failed"])
            }
        }
    }

    /// Ana overrides; an engineer and Ana's token that names no verb are refused before.
    private func override(_ run: RunID, _ server: TestServer, _ people: People) async throws {
        try await people.add("ana", .releaseManager, in: People.shop)
        let ana = try await people.newToken(of: "ana", scope: TokenScope(verbs: [.view, .override])).token
        let unnamed = try await people.newToken(of: "ana").token
        let request = OverrideRequest(checks: [], reason: "fraud wave", expires: 3600)
        for token in [try #require(people.inShop[.engineer]), unnamed] {
            let client = SluiceClient(try #require(ServerAddress(url: server.url, token: token)))
            await #expect(throws: ClientError.self) { _ = try await client.override(run, request) }
        }
        let client = SluiceClient(try #require(ServerAddress(url: server.url, token: ana)))
        #expect(try await client.override(run, request).decision.verdict == .overridden)
    }
}
