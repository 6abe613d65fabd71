/// An event with what is said about it: the `data` of MLflow's payload.
package struct WebhookNotice: Hashable, Sendable {
    package let event: WebhookEvent
    /// By MLflow's field names.
    package let data: [String: WebhookValue]

    package init(_ event: WebhookEvent, _ data: [String: WebhookValue]) {
        self.event = event
        self.data = data
    }
}

/// A value in a payload.
package enum WebhookValue: Hashable, Sendable {
    case text(String)
    case tags([String: String])
    /// Written as `null`, and not left out.
    case null

    /// `null` for nil.
    package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension WebhookValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .tags(let tags): try container.encode(tags)
        case .null: try container.encodeNil()
        }
    }
}
