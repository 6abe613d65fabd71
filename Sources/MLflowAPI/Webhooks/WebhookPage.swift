internal import Catalog
internal import Foundation
internal import Promotion

/// Where the next page of webhooks begins, as clients carry it. It names the last one seen, so that what is added or deleted between two
/// pages shifts nothing.
enum WebhookPage {
    static func encode(_ last: Webhook) -> String {
        Data("\(last.createdAt.milliseconds) \(last.id)".utf8).base64EncodedString()
    }

    static func decode(_ token: String?) throws -> (createdAt: Timestamp, id: String)? {
        guard let token, !token.isEmpty else { return nil }
        guard let data = Data(base64Encoded: token) else {
            throw MLflowError.invalid("Invalid page token, could not base64-decode")
        }
        let parts = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else {
            throw MLflowError.invalid("Invalid page token, it names no webhook")
        }
        return (Timestamp(milliseconds: milliseconds), String(parts[1]))
    }
}
