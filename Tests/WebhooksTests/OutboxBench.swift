import Catalog
import Engine
import Foundation
import Logging
import Promotion

@testable import Webhooks

/// A catalog in a folder of its own, and what sends from its outbox.
final class OutboxBench: Sendable {
    let folder: URL
    let secrets = WebhookSecrets { [UInt8](repeating: 7, count: 32) }
    static let prod = WorkspaceName(checked: "shop-prod")
    static let staging = WorkspaceName(checked: "shop-staging")

    var path: String { folder.appending(path: "catalog.sqlite").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "outbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static let now: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    func open() async throws -> Catalog { try await Catalog.open(path, now: Self.now) }

    /// Stores a webhook that wants everything, unless told otherwise, and gives its id.
    @discardableResult
    func subscribe(
        _ url: String, in workspace: WorkspaceName = prod, events: [WebhookEvent] = WebhookEvent.allCases,
        secret: String? = nil, _ catalog: Catalog
    ) async throws -> String {
        let id = UUID().uuidString.lowercased()
        let sealed = try secret.map { try secrets.seal($0, for: id) }
        try await catalog.write { transaction in
            try transaction.insertWebhook(
                Webhook(
                    id: id, workspace: workspace, name: "hook", description: nil, url: url, events: events,
                    sealedSecret: sealed, status: .active, createdAt: Self.now()))
        }
        return id
    }

    /// Runs `body` while the outbox is worked off.
    func dispatch(
        _ catalog: Catalog, retry: WebhookRetry = WebhookRetry(firstDelay: 0.05), longest: Double = 10,
        _ body: @Sendable @escaping () async throws -> Void
    ) async throws {
        let sender = WebhookSender(
            policy: DestinationPolicy(allowing: ["127.0.0.0/8"].compactMap { AllowedDestination($0) }),
            longest: longest, secrets: secrets)
        let dispatcher = WebhookDispatcher(
            catalog: catalog, sender: sender, retry: retry,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: Self.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await dispatcher.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    /// The deliveries' rows, oldest first: status, attempts, answer, reason.
    struct Row: Sendable, Equatable {
        var status: String
        var attempts: Int
        var answer: Int?
        var reason: String?
    }

    func rows(_ catalog: Catalog) async throws -> [Row] {
        try await catalog.read { transaction in
            try transaction.rows(
                "SELECT status, attempts, response_status, reason FROM webhook_deliveries ORDER BY message, id"
            ).map { try Row(status: $0[0], attempts: $0[1], answer: $0[2], reason: $0[3]) }
        }
    }

    /// Looks again and again until the rows satisfy `condition`, for some minutes at most.
    func rows(_ catalog: Catalog, when condition: ([Row]) -> Bool) async throws -> [Row] {
        for _ in 0..<12_000 {
            let rows = try await rows(catalog)
            if condition(rows) { return rows }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await rows(catalog)
    }
}

extension CatalogTransaction {
    /// What a client's `create_registered_model` does.
    func register(_ name: String, in workspace: WorkspaceName = OutboxBench.prod, tags: [Entry] = []) throws {
        try createRegisteredModel(name, in: workspace, description: nil, tags: tags, now: OutboxBench.now())
    }

    func addVersion(
        of name: String, in workspace: WorkspaceName = OutboxBench.prod, tags: [Entry] = []
    ) throws -> Int64 {
        try createModelVersion(
            ModelVersion(
                workspace: workspace, name: name, description: nil, source: "models:/m-1",
                artifactURI: "mlflow-artifacts:/0/models/m-1/artifacts", runID: "r1", runLink: nil, modelID: "m-1",
                createdAt: OutboxBench.now(), origin: nil, tags: tags)
        ).version
    }
}
