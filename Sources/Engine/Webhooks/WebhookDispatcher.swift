package import Catalog
package import Logging
package import Promotion
package import Webhooks

/// Sends what waits in the outbox, at least once each.
///
/// - One message at a time for each webhook, and several webhooks at once: one that is slow or dead delays nobody else.
/// - It looks at the catalog again and again, so nothing depends on being told; what was begun and not stored is sent again with the
///   same id.
package struct WebhookDispatcher: Sendable {
    let catalog: Catalog
    let sender: WebhookSender
    let retry: WebhookRetry
    /// nil where the operator wants no alarms.
    let alarms: AlarmSettings?
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// How many webhooks are talked to at once.
    static let mostAtOnce = 32
    /// How long what was delivered or given up stays on record.
    static let keptMilliseconds: Int64 = 7 * 86_400_000
    private static let lookEvery = Duration.milliseconds(500)

    package init(
        catalog: Catalog, sender: WebhookSender, retry: WebhookRetry, alarms: AlarmSettings? = nil, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.catalog = catalog
        self.sender = sender
        self.retry = retry
        self.alarms = alarms
        self.logger = logger
        self.now = now
    }

    private enum Occasion: Sendable {
        case look
        case finished(webhook: String)
    }

    /// Works until the task is cancelled.
    package func run() async {
        let (occasions, tell) = AsyncStream<Occasion>.makeStream()
        await withDiscardingTaskGroup { group in
            group.addTask { await ring { tell.yield(.look) } }
            group.addTask { await removeOld() }
            var busy: Set<String> = []
            for await occasion in occasions {
                if case .finished(let webhook) = occasion { busy.remove(webhook) }
                for delivery in await due(besides: busy) {
                    busy.insert(delivery.webhook)
                    group.addTask {
                        await deliver(delivery)
                        tell.yield(.finished(webhook: delivery.webhook))
                    }
                }
            }
        }
    }

    /// Returns when each message was sent once, at the latest after `longest`.
    package func settle(longest: Duration) async throws {
        let end = ContinuousClock.now + longest
        while ContinuousClock.now < end, try await catalog.read({ try $0.hasUntriedWebhookDelivery() }) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func ring(_ bell: () -> Void) async {
        while !Task.isCancelled {
            bell()
            try? await Task.sleep(for: Self.lookEvery)
        }
    }

    /// What can be sent now: the next message of each webhook that is not talked to already.
    private func due(besides busy: Set<String>) async -> [WebhookDelivery] {
        let free = Self.mostAtOnce - busy.count
        guard free > 0, !Task.isCancelled else { return [] }
        let time = now()
        do {
            let due = try await catalog.read { try $0.dueWebhookDeliveries(at: time, limit: Self.mostAtOnce) }
            return Array(due.filter { !busy.contains($0.webhook) }.prefix(free))
        } catch {
            if !Task.isCancelled { logger.error("the outbox of webhooks cannot be read: \(error)") }
            return []
        }
    }

    private func deliver(_ delivery: WebhookDelivery) async {
        let (outcome, status) = await attempt(delivery)
        guard let outcome else { return }
        if case .dead(let reason) = outcome {
            logger.log(
                level: delivery.event == nil ? .critical : .warning, "a message to a webhook is given up: \(reason)",
                metadata: [
                    "webhook": "\(delivery.webhook)", "workspace": "\(delivery.workspace)",
                    "event": "\(delivery.event?.rawValue ?? "alarm")", "delivery": "\(delivery.id)",
                ])
        }
        let time = now()
        do {
            try await catalog.write {
                try $0.finishWebhookAttempt(of: delivery.id, outcome, responseStatus: status, at: time)
            }
        } catch {
            logger.error("what became of a message to a webhook cannot be stored: \(error)")
            // It is sent again; not at once, or a full disk would become a flood for the receiver.
            try? await Task.sleep(for: .seconds(5))
        }
    }

    /// Sends once. No outcome if the server ends in the middle of it: then it counts as not sent.
    private func attempt(_ delivery: WebhookDelivery) async -> (WebhookOutcome?, status: Int?) {
        let made = delivery.attempts + 1
        do {
            let (url, secret) = try destination(of: delivery)
            let answer = try await sender.send(message(of: delivery), to: url, secret: secret, at: now())
            switch answer.status {
            case 200..<300: return (.delivered, answer.status)
            case 410: return (.dead(reason: "the receiver answered 410, so it wants no more"), 410)
            case let status:
                return (again(delivery, made, "the receiver answered \(status)", answer.retryAfter), status)
            }
        } catch let error as WebhookError where error.code == .secret || error.code == .invalidURL {
            return (.dead(reason: error.message), nil)
        } catch {
            guard !Task.isCancelled else { return (nil, nil) }
            return (again(delivery, made, "\(error)", nil), nil)
        }
    }

    private func again(
        _ delivery: WebhookDelivery, _ made: Int, _ reason: String, _ seconds: Int?
    ) -> WebhookOutcome {
        let due = retry.next(
            afterAttempts: made, happenedAt: delivery.happenedAt, now: now(), receiverAsksFor: seconds,
            jitter: .random(in: 0...1))
        return due.map { .retry(at: $0, reason: reason) }
            ?? .dead(reason: "\(reason); it was tried \(made == 1 ? "once" : "\(made) times")")
    }

    private func removeOld() async {
        while !Task.isCancelled {
            let limit = Timestamp(milliseconds: now().milliseconds - Self.keptMilliseconds)
            do {
                try await catalog.write { try $0.removeWebhookDeliveries(finishedBefore: limit) }
            } catch {
                if !Task.isCancelled { logger.warning("old messages to webhooks are not removed: \(error)") }
            }
            try? await Task.sleep(for: .seconds(600))
        }
    }
}
