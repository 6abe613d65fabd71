import Catalog
import Webhooks

extension WebhookDispatcher {
    /// Where a message goes, and the key of its signature. An alarm's are read anew for each attempt, so that a file that was brought back
    /// counts at once.
    func destination(of delivery: WebhookDelivery) throws -> (url: String, secret: String?) {
        guard delivery.event != nil else {
            guard let alarms else {
                throw HomeError(
                    .invalidSettings, operation: "sending an alarm", message: "server.yaml has no 'alarms' any more")
            }
            return (alarms.url, try alarms.secret())
        }
        let secret = try delivery.sealedSecret.map { sealed throws(WebhookError) in
            try sender.secrets.open(sealed, for: delivery.webhook)
        }
        return (delivery.url, secret)
    }

    func message(of delivery: WebhookDelivery) -> WebhookMessage {
        guard let event = delivery.event else { return WebhookMessage(id: delivery.id, alarm: delivery.data) }
        return WebhookMessage(
            id: delivery.id, event: event, workspace: delivery.workspace, happenedAt: delivery.happenedAt,
            data: delivery.data)
    }
}
