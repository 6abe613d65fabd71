import Catalog
import Foundation
import Hummingbird
import LoopbackServer
import Promotion
import Synchronization
import Testing
import Webhooks

@testable import Engine

@Suite("Alarms of overrides")
struct OverrideAlarmTests {
    /// The status and the attempts of each delivery in the outbox.
    private func outbox(_ people: PeopleBench) async throws -> [String] {
        try await people.bench.catalog.read { transaction in
            try transaction.rows("SELECT status, attempts FROM webhook_deliveries ORDER BY message").map { row in
                let (status, attempts): (String, Int) = (try row[0], try row[1])
                return "\(status) after \(attempts)"
            }
        }
    }

    private func override(
        _ id: RunID, by name: String, _ people: PeopleBench, dryRun: Bool? = nil
    ) async throws -> OverrideAnswer {
        try await people.engine.override(
            id, OverrideRequest(checks: [], reason: "fraud \"wave\"", expires: 3600, dryRun: dryRun),
            by: .person(name))
    }

    private func failedRun(_ people: PeopleBench) async throws -> RunID {
        let id = try await people.newRun()
        try await people.judge(id, .failed)
        return id
    }

    /// Sends what is in the outbox until the first delivery has arrived, for some minutes at most.
    private func dispatch(_ people: PeopleBench) async throws {
        let context = people.bench.context
        let sender = WebhookSender(
            policy: DestinationPolicy(allowing: ["127.0.0.0/8"].compactMap { AllowedDestination($0) }),
            secrets: WebhookSecrets { [] })
        // The bench's clock goes on by a millisecond for each look at it.
        let dispatcher = WebhookDispatcher(
            catalog: context.catalog, sender: sender, retry: WebhookRetry(firstDelay: 0.001),
            alarms: context.settings.alarms, logger: context.logger, now: context.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await dispatcher.run() }
            defer { group.cancelAll() }
            for _ in 0..<12_000 where try await outbox(people).first?.hasPrefix("delivered") != true {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    @Test("A-07: an override's alarm reaches its receiver signed, and after a refusal once more with the same id")
    func alarmsArrive() async throws {
        let received = Mutex<[SignedMessage]>([])
        let router = Router()
        router.post("alarm") { request, _ in
            let alarm = try await SignedMessage(request)
            let count = received.withLock {
                $0.append(alarm)
                return $0.count
            }
            return Response(status: count == 1 ? .serviceUnavailable : .noContent)
        }
        try await serve(router) { port in
            let file = "/tmp/sluice-alarm-\(UUID().uuidString)"
            try Data("s3cret\n".utf8).write(to: URL(fileURLWithPath: file))
            defer { try? FileManager.default.removeItem(atPath: file) }
            let people = try await PeopleBench(
                alarms: AlarmSettings(url: "http://127.0.0.1:\(port)/alarm", secretFile: file))
            let id = try await failedRun(people)
            let statement = try await override(id, by: "ana", people).override.statement
            #expect(try await outbox(people) == ["pending after 0"], "stored with the override")
            try await dispatch(people)
            #expect(try await outbox(people) == ["delivered after 2"])

            let alarms = received.withLock { $0 }
            #expect(alarms.count == 2)
            #expect(Set(alarms.map(\.id)).count == 1)
            #expect(Set(alarms.map(\.body)).count == 1)
            for alarm in alarms {
                #expect(UUID(uuidString: alarm.id) != nil)
                #expect(alarm.isSigned(with: "s3cret"))
                #expect(!alarm.isSigned(with: "s3cret\n"))
            }
            let body = try #require(alarms.first?.body)
            let expected =
                #"{"by":"ana","checks":{"f1":"Failed"},"environment":"dev","expires":"\#(statement.until.utc)","#
                + #""kind":"override","model":"churn","override":1,"project":"churn","reason":"fraud \"wave\"","#
                + #""run":"\#(id)","time":"\#(statement.time.utc)","version":1}"#
            #expect(body == expected)
        }
    }

    @Test("A-07: an alarm is there exactly if its override is, and belongs to no workspace that an environment has")
    func alarmsGoWithOverrides() async throws {
        let people = try await PeopleBench(
            alarms: AlarmSettings(url: "https://pager.example.org", secretFile: "/nonexistent"))
        let id = try await failedRun(people)
        await #expect(throws: EngineError.self) { _ = try await override(id, by: "dee", people) }
        _ = try await override(id, by: "ana", people, dryRun: true)
        #expect(try await outbox(people).isEmpty)
        _ = try await override(id, by: "ana", people)
        _ = try await override(id, by: "bo", people)
        #expect(try await outbox(people) == ["pending after 0", "pending after 0"])
        for workspace in [EngineBench.workspace, .sandbox] {
            let (listed, isDeleted) = try await people.bench.catalog.write { transaction in
                (
                    try transaction.webhooks(in: workspace, limit: 10),
                    try transaction.deleteWebhook("alarms", in: workspace)
                )
            }
            #expect(listed.isEmpty)
            #expect(!isDeleted)
        }
        let place = try await people.bench.catalog.read {
            try $0.environment(ofWorkspace: WorkspaceName(checked: "alarms"))?.environment
        }
        #expect(place == nil)
    }

    @Test("A-07: without the setting an override leaves nothing in the outbox")
    func noAlarmsUnlessWanted() async throws {
        let people = try await PeopleBench()
        _ = try await override(try await failedRun(people), by: "ana", people)
        #expect(try await outbox(people).isEmpty)
        let hooks: Int? = try await people.bench.catalog.read { try $0.value("SELECT COUNT(*) FROM webhooks") }
        #expect(hooks == 0)
    }
}
