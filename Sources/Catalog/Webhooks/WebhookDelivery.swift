package import Promotion

/// A message that is to be sent to a webhook, with what is needed for it.
package struct WebhookDelivery: Sendable {
    /// A UUID that stays the same however often it is tried, so that the receiver can tell.
    package let id: String
    package let webhook: String
    package let workspace: WorkspaceName
    package let url: String
    /// See `Webhook.sealedSecret`.
    package let sealedSecret: String?
    /// nil for an alarm, whose URL and secret are the server's settings.
    package let event: WebhookEvent?
    /// JSON: what is said about the event, or the whole alarm.
    package let data: String
    /// When it happened.
    package let happenedAt: Timestamp
    /// How often it was tried before.
    package let attempts: Int
}

/// How an attempt to deliver ended.
package enum WebhookOutcome: Hashable, Sendable {
    case delivered
    case retry(at: Timestamp, reason: String)
    /// It is not tried again.
    case dead(reason: String)
}
