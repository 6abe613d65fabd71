import Catalog
import Foundation
import Promotion
import Testing

@testable import Engine

@Suite("What webhooks are told about the registry")
struct RegistryChangeTests {
    /// Everything that waits in the outbox: event and data with sorted keys.
    private func announced(_ body: @Sendable @escaping (CatalogTransaction) throws -> Void) async throws -> [String] {
        let bench = try OutboxBench()
        let catalog = try await bench.open()
        try await bench.subscribe("http://127.0.0.1:1/", catalog)
        return try await catalog.write { transaction in
            try body(transaction)
            return try transaction.rows("SELECT event, data FROM webhook_messages ORDER BY id").map { row in
                let event: String = try row[0]
                let data: String = try row[1]
                return "\(event) \(data)"
            }
        }
    }

    private static let now = Timestamp(milliseconds: 1_000)

    @Test func ofModelsInMLflowsWords() async throws {
        let announced = try await announced { transaction in
            try transaction.register("churn")
            let version = try transaction.addVersion(of: "churn", tags: [Entry(key: "a", value: "b")])
            try transaction.setTag(
                Entry(key: "k", value: "v"), onVersion: version, of: "churn", in: OutboxBench.prod, now: Self.now)
            try transaction.deleteTag("k", onVersion: version, of: "churn", in: OutboxBench.prod, now: Self.now)
            try transaction.deleteTag("k", onVersion: version, of: "churn", in: OutboxBench.prod, now: Self.now)
            let alias = ModelAlias(alias: "challenger", version: version)
            try transaction.setAlias(alias, of: "churn", in: OutboxBench.prod, now: Self.now)
            try transaction.deleteAlias("challenger", of: "churn", in: OutboxBench.prod, now: Self.now)
            try transaction.deleteAlias("challenger", of: "churn", in: OutboxBench.prod, now: Self.now)
            // MLflow has no event for tags of models.
            try transaction.setTag(
                Entry(key: "k", value: "v"), onRegisteredModel: "churn", in: OutboxBench.prod, now: Self.now)
        }
        #expect(
            announced == [
                #"registered_model.created {"description":"","name":"churn","tags":{}}"#,
                #"model_version.created {"description":null,"name":"churn","run_id":"r1","source":"models:/m-1","tags":{"a":"b"},"version":"1"}"#,
                #"model_version_tag.set {"key":"k","name":"churn","value":"v","version":"1"}"#,
                #"model_version_tag.deleted {"key":"k","name":"churn","version":"1"}"#,
                #"model_version_alias.created {"alias":"challenger","name":"churn","version":"1"}"#,
                #"model_version_alias.deleted {"alias":"challenger","name":"churn"}"#,
            ])
    }

    @Test func ofPromptsByTheirOwnNames() async throws {
        let mark = Entry(key: "mlflow.prompt.is_prompt", value: "true")
        let announced = try await announced { transaction in
            try transaction.register("greet", tags: [mark, Entry(key: "team", value: "x")])
            let version = try transaction.addVersion(
                of: "greet",
                tags: [mark, Entry(key: "mlflow.prompt.text", value: "Hello"), Entry(key: "a", value: "b")])
            try transaction.setTag(
                Entry(key: "k", value: "v"), onVersion: version, of: "greet", in: OutboxBench.prod, now: Self.now)
            try transaction.setTag(
                Entry(key: "k", value: "v"), onRegisteredModel: "greet", in: OutboxBench.prod, now: Self.now)
            try transaction.deleteTag("k", onRegisteredModel: "greet", in: OutboxBench.prod, now: Self.now)
            let alias = ModelAlias(alias: "best", version: version)
            try transaction.setAlias(alias, of: "greet", in: OutboxBench.prod, now: Self.now)
            try transaction.deleteAlias("best", of: "greet", in: OutboxBench.prod, now: Self.now)
        }
        #expect(
            announced == [
                #"prompt.created {"description":"","name":"greet","tags":{"team":"x"}}"#,
                #"prompt_version.created {"description":null,"name":"greet","tags":{"a":"b"},"template":"Hello","version":"1"}"#,
                #"prompt_version_tag.set {"key":"k","name":"greet","value":"v","version":"1"}"#,
                #"prompt_tag.set {"key":"k","name":"greet","value":"v"}"#,
                #"prompt_tag.deleted {"key":"k","name":"greet"}"#,
                #"prompt_alias.created {"alias":"best","name":"greet","version":"1"}"#,
                #"prompt_alias.deleted {"alias":"best","name":"greet"}"#,
            ])
    }

    @Test func waitsGrowThreefoldUpToABoundAndEnd() {
        let retry = WebhookRetry(attempts: 6, longestAge: 1000, firstDelay: 2, longestDelay: 60)
        func wait(_ made: Int, asks: Int? = nil, jitter: Double = 0, at now: Int64 = 0) -> Double? {
            retry.next(
                afterAttempts: made, happenedAt: Timestamp(milliseconds: 0), now: Timestamp(milliseconds: now),
                receiverAsksFor: asks, jitter: jitter
            ).map { Double($0.milliseconds - now) / 1000 }
        }
        #expect((1...6).map { wait($0) } == [2, 6, 18, 54, 60, nil])
        #expect(wait(2, jitter: 1) == 3)
        #expect(wait(1, asks: 30) == 30)
        #expect(wait(1, asks: 1_000_000) == 60)
        #expect(wait(1, at: 999_000) == nil)
    }
}
