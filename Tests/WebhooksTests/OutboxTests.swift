import Catalog
import Crypto
import Engine
import Foundation
import Glibc
import Hummingbird
import Promotion
import Synchronization
import Testing

@testable import Webhooks

@Suite("The outbox of webhooks")
struct OutboxTests {
    @Test func aMessageIsWhatMLflowSendsAndSignedAsMLflowSigns() async throws {
        try await Receiver.perform { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            try await bench.subscribe(receiver.url, secret: "s3cret", catalog)
            try await catalog.write { try $0.register("churn", tags: [Entry(key: "team", value: "ä/\"b\"")]) }
            try await bench.dispatch(catalog) {
                let message = try #require(try await receiver.messages(1).first)
                #expect(message.event == "registered_model.created")
                #expect(message.json["workspace"] as? String == "shop-prod")
                #expect(Set(message.json.keys) == ["entity", "action", "timestamp", "data", "workspace"])
                #expect(message.data["name"] as? String == "churn")
                #expect(message.data["description"] as? String == "")
                #expect(message.data["tags"] as? [String: String] == ["team": "ä/\"b\""])
                let time = try #require(message.json["timestamp"] as? String)
                #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00/) != nil, "\(time)")
                #expect(message.headers["content-type"] == "application/json")
                #expect(UUID(uuidString: message.id) != nil)
                let seconds = try #require(message.headers["x-mlflow-timestamp"])
                let code = HMAC<SHA256>.authenticationCode(
                    for: Data("\(message.id).\(seconds).\(message.body)".utf8),
                    using: SymmetricKey(data: Data("s3cret".utf8)))
                #expect(message.headers["x-mlflow-signature"] == "v1," + Data(code).base64EncodedString())
                #expect(try await bench.rows(catalog) { $0.first?.status == "delivered" }.first?.answer == 200)
            }
        }
    }

    @Test("R-29: what failed comes again with the same id and the same body")
    func retries() async throws {
        try await Receiver.perform { count, _ in
            Response(status: count < 3 ? .internalServerError : .noContent)
        } _: { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            try await bench.subscribe(receiver.url, catalog)
            try await catalog.write { try $0.register("churn") }
            try await bench.dispatch(catalog) {
                let messages = try await receiver.messages(3)
                #expect(Set(messages.map(\.id)).count == 1)
                #expect(Set(messages.map(\.body)).count == 1)
                #expect(messages.allSatisfy { $0.headers["x-mlflow-signature"] == nil })
                let row = try #require(try await bench.rows(catalog) { $0.first?.status == "delivered" }.first)
                #expect(row == .init(status: "delivered", attempts: 3, answer: 204, reason: nil))
            }
            #expect(receiver.messages.count == 3)
        }
    }

    @Test("Invariant 1: what was announced survives kill -9 and is sent by the next server")
    func survivesKill() async throws {
        try await Receiver.perform { receiver in
            let bench = try OutboxBench()
            do {
                let catalog = try await bench.open()
                try await bench.subscribe(receiver.url, catalog)
                try catalog.close()
            }
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = bench.path as String] in
                let catalog = try await Catalog.open(path, now: OutboxBench.now)
                try await catalog.write { transaction in
                    try transaction.register("churn")
                    _ = try transaction.addVersion(of: "churn")
                    try transaction.setAlias(
                        ModelAlias(alias: "champion", version: 1), of: "churn", in: OutboxBench.prod,
                        now: OutboxBench.now())
                }
                kill(getpid(), SIGKILL)
            }
            #expect(receiver.messages.isEmpty)
            let catalog = try await bench.open()
            try await bench.dispatch(catalog) {
                let events = try await receiver.messages(3).map(\.event)
                #expect(events == ["registered_model.created", "model_version.created", "model_version_alias.created"])
            }
        }
    }

    @Test func aChangeThatIsUndoneIsToldToNobody() async throws {
        struct Undo: Error {}
        let bench = try OutboxBench()
        let catalog = try await bench.open()
        try await bench.subscribe("http://127.0.0.1:9/", catalog)
        await #expect(throws: Undo.self) {
            try await catalog.write { transaction in
                try transaction.register("churn")
                throw Undo()
            }
        }
        #expect(try await bench.rows(catalog).isEmpty)
        try await catalog.write { try $0.register("churn") }
        #expect(try await bench.rows(catalog).map(\.status) == ["pending"])
    }

    @Test func whoeverIsInterruptedInTheMiddleSendsAgainWithTheSameID() async throws {
        let release = Atomic(false)
        try await Receiver.perform { count, _ in
            // The first one is never answered.
            while count == 1, !release.load(ordering: .relaxed) { try? await Task.sleep(for: .milliseconds(10)) }
            return Response(status: .ok)
        } _: { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            try await bench.subscribe(receiver.url, catalog)
            try await catalog.write { try $0.register("churn") }
            try await bench.dispatch(catalog) { _ = try await receiver.messages(1) }
            #expect(try await bench.rows(catalog) == [.init(status: "pending", attempts: 0, answer: nil, reason: nil)])
            try await bench.dispatch(catalog) {
                let messages = try await receiver.messages(2)
                #expect(messages.count == 2)
                #expect(Set(messages.map(\.id)).count == 1)
            }
            release.store(true, ordering: .relaxed)
        }
    }

    @Test func aDeadReceiverDelaysNoOther() async throws {
        let dead = try SilentListener()
        let port = dead.port
        try await Receiver.perform { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            try await bench.subscribe("http://127.0.0.1:\(port)/", catalog)
            try await bench.subscribe(receiver.url, catalog)
            try await catalog.write { transaction in
                for number in 1...20 { try transaction.register("model-\(number)") }
            }
            try await bench.dispatch(catalog, longest: 300) {
                let names = try await receiver.messages(20).compactMap { $0.data["name"] as? String }
                #expect(names == (1...20).map { "model-\($0)" })
                let rows = try await bench.rows(catalog) { $0.filter { $0.status == "delivered" }.count == 20 }
                // The dead one still waits for an answer to its first message, and was sent no second one.
                #expect(
                    rows.filter { $0 == .init(status: "pending", attempts: 0, answer: nil, reason: nil) }.count == 20)
            }
        }
    }

    @Test func whatNeverGetsThroughIsGivenUpWithItsReason() async throws {
        try await Receiver.perform { count, _ in
            Response(status: count <= 2 ? .serviceUnavailable : .gone)
        } _: { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            try await bench.subscribe(receiver.url, events: [.modelCreated], catalog)
            try await catalog.write { try $0.register("one") }
            try await bench.dispatch(catalog, retry: WebhookRetry(attempts: 2, firstDelay: 0.01)) {
                let first = try await bench.rows(catalog) { $0.first?.status == "dead" }
                #expect(first.first?.reason == "the receiver answered 503; it was tried 2 times")
                try await catalog.write { try $0.register("two") }
                let second = try await bench.rows(catalog) { $0.last?.status == "dead" && $0.count == 2 }
                #expect(second.last?.reason == "the receiver answered 410, so it wants no more")
            }
            let receiversGone = try await bench.subscribe("http://127.0.0.1:1/", events: [.versionCreated], catalog)
            _ = try await catalog.write { try $0.addVersion(of: "one") }
            try await bench.dispatch(catalog, retry: WebhookRetry(attempts: 1)) {
                let third = try await bench.rows(catalog) { $0.count == 3 && $0.last?.status == "dead" }
                #expect(
                    third.last?.reason
                        == "'127.0.0.1' (127.0.0.1) cannot be reached: connection refused; it was tried once")
            }
            #expect(try await catalog.write { try $0.deleteWebhook(receiversGone, in: OutboxBench.prod) })
            #expect(try await bench.rows(catalog).count == 2)
        }
    }

    @Test func aDisabledOrDeletedWebhookIsToldNothingMore() async throws {
        try await Receiver.perform { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            let disabled = try await bench.subscribe(receiver.url, catalog)
            let deleted = try await bench.subscribe(receiver.url, catalog)
            try await catalog.write { transaction in
                try transaction.register("before")
                var webhook = try #require(try transaction.webhook(disabled, in: OutboxBench.prod))
                webhook.status = .disabled
                try transaction.updateWebhook(webhook)
                #expect(try transaction.deleteWebhook(deleted, in: OutboxBench.prod))
                #expect(try !transaction.deleteWebhook(deleted, in: OutboxBench.prod))
                try transaction.register("meanwhile")
                webhook.status = .active
                try transaction.updateWebhook(webhook)
                try transaction.register("after")
            }
            try await bench.dispatch(catalog) {
                #expect(try await receiver.messages(1).map { $0.data["name"] as? String } == ["after"])
                _ = try await bench.rows(catalog) { $0.first?.status == "delivered" }
            }
            #expect(receiver.messages.count == 1)
            #expect(try await bench.rows(catalog).count == 1)
        }
    }

    @Test func aWebhookHearsOnlyOfItsOwnWorkspace() async throws {
        try await Receiver.perform { receiver in
            let bench = try OutboxBench()
            let catalog = try await bench.open()
            let id = try await bench.subscribe(receiver.url, in: OutboxBench.staging, catalog)
            try await catalog.write { transaction in
                try transaction.register("churn", in: OutboxBench.prod)
                try transaction.register("churn", in: OutboxBench.staging)
                #expect(try transaction.webhook(id, in: OutboxBench.prod) == nil)
                #expect(try !transaction.deleteWebhook(id, in: OutboxBench.prod))
                #expect(try transaction.webhooks(in: OutboxBench.prod, limit: 10).isEmpty)
            }
            try await bench.dispatch(catalog) {
                let message = try await receiver.messages(1).first
                #expect(message?.json["workspace"] as? String == "shop-staging")
            }
            #expect(try await bench.rows(catalog).count == 1)
        }
    }

    @Test func whatIsOldOrTooMuchIsForgotten() async throws {
        let bench = try OutboxBench()
        let catalog = try await bench.open()
        let id = try await bench.subscribe("http://127.0.0.1:1/", events: [.aliasCreated], catalog)
        try await catalog.write { transaction in
            try transaction.register("churn")
            let version = try transaction.addVersion(of: "churn")
            for number in 1...10_003 {
                try transaction.setAlias(
                    ModelAlias(alias: "a\(number)", version: version), of: "churn", in: OutboxBench.prod,
                    now: OutboxBench.now())
            }
        }
        let rows = try await bench.rows(catalog)
        #expect(rows.count { $0.status == "pending" } == 10_000)
        #expect(rows.prefix(3).allSatisfy { $0.status == "dead" && $0.reason?.contains("full outbox") == true })
        let later = Timestamp(milliseconds: OutboxBench.now().milliseconds + 1)
        #expect(try await catalog.write { try $0.removeWebhookDeliveries(finishedBefore: later) } == 3)
        #expect(try await catalog.write { try $0.deleteWebhook(id, in: OutboxBench.prod) })
        let left: Int? = try await catalog.write { transaction in
            try transaction.removeWebhookDeliveries(finishedBefore: later)
            return try transaction.value("SELECT COUNT(*) FROM webhook_messages")
        }
        #expect(left == 0)
    }
}
