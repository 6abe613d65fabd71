import Crypto
import Foundation
import HTTPTypes
package import Hummingbird

/// What a receiver of webhooks or alarms was sent.
package struct SignedMessage: Sendable {
    package let id: String
    package let body: String
    private let seconds: String
    private let signature: String

    /// Reads all of the request.
    package init(_ request: Request) async throws {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        id = headers["x-mlflow-delivery-id"] ?? ""
        seconds = headers["x-mlflow-timestamp"] ?? ""
        signature = headers["x-mlflow-signature"] ?? ""
        body = String(buffer: try await request.body.collect(upTo: 1 << 20))
    }

    /// Whether whoever has the secret sent exactly this.
    package func isSigned(with secret: String) -> Bool {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(seconds).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return signature == "v1," + Data(code).base64EncodedString()
    }
}
