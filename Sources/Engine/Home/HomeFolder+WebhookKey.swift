import Crypto
import Foundation
import Promotion

extension HomeFolder {
    /// The key with which webhooks' secrets are sealed; made when it is first asked for. Without this file they cannot be read.
    package func webhookKey() throws -> [UInt8] {
        let path = path + "/webhook.key"
        if let bytes = try readFile(path, limit: 64) {
            guard bytes.count == 32 else {
                throw HomeError(
                    .notAccessible, operation: "reading the webhooks' key",
                    message:
                        "\(path.quotedForMessage) is damaged; bring it back from a backup, or remove it and set the "
                        + "webhooks' secrets again")
            }
            return bytes
        }
        let made = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try replaceFile(path, with: made)
        return made
    }
}
