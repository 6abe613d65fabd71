import Catalog
import Promotion
import Testing

@testable import Engine

@Suite("What webhooks are told about promotions")
struct WebhookPromotionTests {
    private struct Undo: Error {}

    private func bench() async throws -> EngineBench {
        let bench = try await EngineBench()
        _ = try await bench.insertProject()
        let now = bench.context.now()
        try await bench.catalog.write { transaction in
            try transaction.replaceEnvironments(
                of: EngineBench.project, with: [Environment(name: EngineBench.dev, branches: [])],
                policyCommit: CommitID(checked: String(repeating: "a", count: 40)), at: now)
            for workspace in [EngineBench.workspace, .sandbox] {
                try transaction.insertWebhook(
                    Webhook(
                        id: "to-\(workspace)", workspace: workspace, name: "hook", description: nil,
                        url: "https://example.org/", events: [.aliasCreated], sealedSecret: nil, status: .active,
                        createdAt: now))
            }
            try transaction.createRegisteredModel(
                "churn", in: EngineBench.workspace, description: nil, tags: [], now: now)
            _ = try transaction.createModelVersion(
                ModelVersion(
                    workspace: EngineBench.workspace, name: "churn", description: nil, source: "models:/m-1",
                    artifactURI: "mlflow-artifacts:/0/models/m-1/artifacts", runID: nil, runLink: nil, modelID: "m-1",
                    createdAt: now, origin: nil, tags: []))
        }
        return bench
    }

    private let change = ChampionChange(
        project: EngineBench.project, environment: EngineBench.dev, model: EngineBench.model, version: 1,
        expectedChampion: nil, kind: .person, by: "ana", reason: "good", run: nil, recordedDigest: Digest(ofText: "x"))

    private func waiting(_ bench: EngineBench) async throws -> [String] {
        try await bench.catalog.read { transaction in
            try transaction.rows(
                """
                SELECT d.webhook, m.event, m.data FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message
                """
            ).map { row in
                let (webhook, event, data): (String, String, String) = (try row[0], try row[1], try row[2])
                return "\(webhook) \(event) \(data)"
            }
        }
    }

    @Test func aPromotionIsAnAliasEventOfItsWorkspace() async throws {
        let bench = try await bench()
        let change = change
        try await bench.catalog.write { _ = try $0.storeChampion(change, at: Timestamp(milliseconds: 9)) }
        #expect(
            try await waiting(bench) == [
                #"to-churn-dev model_version_alias.created {"alias":"champion","name":"churn","version":"1"}"#
            ])
    }

    @Test func aPromotionThatIsUndoneIsToldToNobody() async throws {
        let bench = try await bench()
        let change = change
        await #expect(throws: Undo.self) {
            try await bench.catalog.write { transaction in
                _ = try transaction.storeChampion(change, at: Timestamp(milliseconds: 9))
                throw Undo()
            }
        }
        #expect(try await waiting(bench).isEmpty)
    }
}
