import Promotion
package import Webhooks
import Yams

/// What an operator decides about webhooks: the section `webhooks` of `server.yaml`.
package struct WebhookSettings: Hashable, Sendable {
    /// Where they may be sent to although it is not public, and without TLS.
    package var allowPrivate: [AllowedDestination]
    /// Seconds that an attempt may take.
    package var timeoutSeconds: Double
    /// How often a message is sent at most.
    package var attempts: Int
    /// Seconds after the event from which on it is not sent again.
    package var giveUpSeconds: Double

    package init(
        allowPrivate: [AllowedDestination] = [], timeoutSeconds: Double = 10, attempts: Int = 12,
        giveUpSeconds: Double = 86_400
    ) {
        self.allowPrivate = allowPrivate
        self.timeoutSeconds = timeoutSeconds
        self.attempts = attempts
        self.giveUpSeconds = giveUpSeconds
    }
}

extension SettingsReader {
    mutating func webhooks(_ node: Node) -> WebhookSettings {
        var webhooks = WebhookSettings()
        let values = mapping(node, "webhooks", keys: ["allowPrivate", "timeout", "attempts", "giveUpAfter"])
        if let value = values["allowPrivate"] { webhooks.allowPrivate = destinations(value) }
        if let value = values["timeout"] {
            webhooks.timeoutSeconds = duration(value, "webhooks.timeout", atLeast: 0.1) ?? webhooks.timeoutSeconds
        }
        if let value = values["attempts"] {
            webhooks.attempts = number(value, "webhooks.attempts", in: 1...100) ?? webhooks.attempts
        }
        if let value = values["giveUpAfter"] {
            webhooks.giveUpSeconds = duration(value, "webhooks.giveUpAfter", atLeast: 1) ?? webhooks.giveUpSeconds
        }
        return webhooks
    }

    private mutating func destinations(_ node: Node) -> [AllowedDestination] {
        guard case .sequence(let items) = node else {
            report(node, "webhooks.allowPrivate", "expected a list such as [hooks.example.org, 10.0.0.0/8]")
            return []
        }
        return items.enumerated().compactMap { index, item in
            let field = "webhooks.allowPrivate[\(index)]"
            guard let text = text(item, field) else { return nil }
            guard let destination = AllowedDestination(text) else {
                report(
                    item, field,
                    "found \(text.quotedForMessage), expected a host name, an address, or a range such as 10.0.0.0/8")
                return nil
            }
            return destination
        }
    }
}
