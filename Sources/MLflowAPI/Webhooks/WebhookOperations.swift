internal import Catalog
internal import Foundation
internal import HTTPTypes
internal import Promotion
internal import Webhooks

/// Webhooks: 6 routes. They wait for name servers and receivers, so they are no `Operation`s: what they store is one transaction each,
/// and nothing outside is asked in it.
struct WebhookOperations: Sendable {
    struct Route: Sendable {
        let method: HTTPRequest.Method
        /// Below `…/mlflow/`, with `{name}` for parts that are parameters.
        let path: String
        let policy: RoutePolicy
        let handler: @Sendable (WebhookOperations, WebhookSender, Caller, JSON) async throws -> JSONObject
    }

    static let routes: [Route] = [
        Route(method: .post, path: "webhooks", policy: .administer) { try await $0.create($1, $2, $3) },
        Route(method: .get, path: "webhooks", policy: .administer) { try await $0.list($2, $3) },
        Route(method: .get, path: "webhooks/{webhook_id}", policy: .administer) { try await $0.get($2, $3) },
        Route(method: .patch, path: "webhooks/{webhook_id}", policy: .administer) { try await $0.update($1, $2, $3) },
        Route(method: .delete, path: "webhooks/{webhook_id}", policy: .administer) { try await $0.delete($2, $3) },
        Route(method: .post, path: "webhooks/{webhook_id}/test", policy: .administer) { try await $0.test($1, $2, $3) },
    ]

    let session: CatalogSession
    /// nil on a server that sends nothing.
    let sender: WebhookSender?

    /// Runs an operation, if the caller may. Even to read a webhook is not for runs: its URL may be as good as a secret.
    func perform(_ route: Route, _ caller: Caller, _ parameters: JSON) async throws -> [UInt8] {
        switch caller.principal {
        case .administrator, .user: break
        case .run:
            throw MLflowError(
                .permissionDenied,
                "webhooks are for administrators: a run may not send data out of its workspace, nor see where it is sent"
            )
        }
        try session.authorize(caller, .administer)
        guard let sender else { throw MLflowError(.featureDisabled, "this server sends no webhooks") }
        return try await route.handler(self, sender, caller, parameters).finished()
    }

    private func create(_ sender: WebhookSender, _ caller: Caller, _ parameters: JSON) async throws -> JSONObject {
        let input = try WebhookInput(parameters)
        guard let name = input.name else { throw MLflowError.missingParameter("name") }
        guard let url = input.url else { throw MLflowError.missingParameter("url") }
        guard let events = input.events else { throw MLflowError.missingParameter("events") }
        try await check(url, sender)
        let id = UUID().uuidString.lowercased()
        let sealed = try Self.sealed(input.secret, for: id, sender)
        return try await session.perform(caller, .administer) { call in
            let webhook = Webhook(
                id: id, workspace: call.name, name: name, description: input.description, url: url, events: events,
                sealedSecret: sealed, status: input.status ?? .active, createdAt: call.now)
            try call.transaction.insertWebhook(webhook)
            return Self.answer(webhook)
        }
    }

    private func list(_ caller: Caller, _ parameters: JSON) async throws -> JSONObject {
        let asked = try parameters.integer("max_results") ?? 0
        guard asked == 0 || (1...1000).contains(asked) else {
            throw MLflowError.invalid("max_results must be between 1 and 1000.")
        }
        let limit = asked == 0 ? 100 : Int(asked)
        let last = try WebhookPage.decode(parameters.text("page_token"))
        return try await session.perform(caller, .read) { call in
            let found = try call.transaction.webhooks(in: call.name, after: last, limit: limit + 1)
            var answer = JSONObject()
            answer.list("webhooks", found.prefix(limit)) { $0.write($1) }
            answer.set("next_page_token", found.count > limit ? WebhookPage.encode(found[limit - 1]) : nil)
            return answer
        }
    }

    private func get(_ caller: Caller, _ parameters: JSON) async throws -> JSONObject {
        Self.answer(try await webhook(caller, parameters))
    }

    private func update(_ sender: WebhookSender, _ caller: Caller, _ parameters: JSON) async throws -> JSONObject {
        let input = try WebhookInput(parameters)
        let id = try await webhook(caller, parameters).id
        if let url = input.url { try await check(url, sender) }
        let sealed = try Self.sealed(input.secret, for: id, sender)
        return try await session.perform(caller, .administer, parameters: parameters) { call in
            var webhook = try Self.webhook(call)
            webhook.name = input.name ?? webhook.name
            webhook.description = input.description ?? webhook.description
            webhook.url = input.url ?? webhook.url
            webhook.events = input.events ?? webhook.events
            webhook.status = input.status ?? webhook.status
            if input.secret != nil { webhook.sealedSecret = sealed }
            webhook.updatedAt = call.now
            try call.transaction.updateWebhook(webhook)
            return Self.answer(webhook)
        }
    }

    private func delete(_ caller: Caller, _ parameters: JSON) async throws -> JSONObject {
        try await session.perform(caller, .administer, parameters: parameters) { call in
            let webhook = try Self.webhook(call)
            _ = try call.transaction.deleteWebhook(webhook.id, in: call.name)
            return JSONObject()
        }
    }

    /// Sends an example now and once, also where the webhook is disabled.
    private func test(_ sender: WebhookSender, _ caller: Caller, _ parameters: JSON) async throws -> JSONObject {
        let asked = try WebhookInput.event(named: "event", in: parameters)
        let (webhook, time) = try await session.perform(caller, .read, parameters: parameters) { call in
            (try Self.webhook(call), call.now)
        }
        guard let event = asked ?? webhook.events.first else { throw MLflowError.missingParameter("event") }
        let result: Result<WebhookAnswer, any Error>
        do {
            let secret = try webhook.sealedSecret.map { sealed throws(WebhookError) in
                try sender.secrets.open(sealed, for: webhook.id)
            }
            let message = WebhookExample.message(event, to: webhook, id: UUID().uuidString.lowercased(), at: time)
            result = .success(try await sender.send(message, to: webhook.url, secret: secret, at: time))
        } catch { result = .failure(error) }
        var answer = JSONObject()
        answer.object("result") { $0.write(result) }
        return answer
    }

    private func check(_ url: String, _ sender: WebhookSender) async throws {
        do throws(WebhookError) { try await sender.check(url) } catch { throw MLflowError.invalid(error.message) }
    }

    private func webhook(_ caller: Caller, _ parameters: JSON) async throws -> Webhook {
        try await session.perform(caller, .read, parameters: parameters) { try Self.webhook($0) }
    }

    private static func webhook(_ call: Call) throws -> Webhook {
        let id = try call.requiredText("webhook_id")
        guard let webhook = try call.transaction.webhook(id, in: call.name) else {
            throw MLflowError.missing("Webhook with ID \(id.prefix(80)) not found.")
        }
        return webhook
    }

    private static func sealed(_ secret: String?, for id: String, _ sender: WebhookSender) throws -> String? {
        guard let secret, !secret.isEmpty else { return nil }
        return try sender.secrets.seal(secret, for: id)
    }

    private static func answer(_ webhook: Webhook) -> JSONObject {
        var answer = JSONObject()
        answer.object("webhook") { $0.write(webhook) }
        return answer
    }
}
