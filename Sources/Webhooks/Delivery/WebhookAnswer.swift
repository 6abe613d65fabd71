/// What a receiver answered.
package struct WebhookAnswer: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// The beginning of the body, bytes that are no UTF-8 replaced.
    package let body: String
    /// Seconds that the receiver asks to wait, if it does.
    package let retryAfter: Int?
}
