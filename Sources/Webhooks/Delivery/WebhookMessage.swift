internal import Crypto
internal import Foundation
package import Promotion

/// One message to one webhook, in the form that MLflow gives it, or an alarm.
package struct WebhookMessage: Sendable {
    /// Stays the same however often the message is sent.
    package let id: String
    /// JSON.
    package let body: String

    /// `id` tells the receiver which messages are the same; `data` is the payload, a JSON object.
    package init(id: String, event: WebhookEvent, workspace: WorkspaceName, happenedAt: Timestamp, data: String) {
        self.id = id
        body =
            #"{"entity": "\#(event.entity)", "action": "\#(event.action)", "timestamp": "\#(Self.text(of: happenedAt))", "#
            + #""data": \#(data), "workspace": "\#(workspace)"}"#
    }

    /// An alarm, whose JSON is the whole message.
    package init(id: String, alarm: String) {
        self.id = id
        body = alarm
    }

    /// As Python's `isoformat` writes it, so that its older versions can read it.
    private static func text(of time: Timestamp) -> String {
        let (seconds, milliseconds) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()
        return "\(whole).\(String(milliseconds + 1000).dropFirst())+00:00"
    }

    /// The headers with which it is sent at `time`, signed if there is a secret.
    func headers(at time: Timestamp, secret: String?) -> [(name: String, value: String)] {
        let seconds = String(time.milliseconds / 1000)
        var headers = [
            ("Content-Type", "application/json"), ("User-Agent", "sluice"), ("X-MLflow-Delivery-Id", id),
            ("X-MLflow-Timestamp", seconds),
        ]
        if let secret { headers.append(("X-MLflow-Signature", signature(seconds, secret: secret))) }
        return headers
    }

    /// MLflow's version 1: HMAC-SHA256 over id, time and body, in base64.
    private func signature(_ seconds: String, secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(seconds).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "v1," + Data(code).base64EncodedString()
    }
}
