import Foundation
import Promotion
import Yams

/// What an operator decides about secrets: the section `secrets` of `server.yaml`.
package struct SecretSettings: Hashable, Sendable {
    /// An absolute path of a file with the key that seals them; nil for `secrets.key` in the home folder, which is made when needed.
    package var keyFile: String?
    /// The key itself, from the environment variable `SLUICE_SECRETS_KEY`; wins over both.
    package var key: SecretKeyText?

    package init(keyFile: String? = nil, key: SecretKeyText? = nil) {
        self.keyFile = keyFile
        self.key = key
    }
}

/// A key of 32 bytes in 64 hexadecimal digits or in Base64. It shows nothing of itself where it is printed.
package struct SecretKeyText: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package static let variable = "SLUICE_SECRETS_KEY"

    let bytes: [UInt8]

    package init(_ text: String) throws(HomeError) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Self.hexadecimal(text) ?? Data(base64Encoded: text).map(Array.init), bytes.count == 32 else {
            throw HomeError(
                .invalidSettings, operation: "reading the key of the secrets",
                message: "it is neither 64 hexadecimal digits nor 32 bytes in Base64; "
                    + "'openssl rand -hex 32' makes one")
        }
        self.bytes = bytes
    }

    /// The key that the environment gives; nil if it gives none.
    package init?(environment: [String: String]) throws(HomeError) {
        guard let text = environment[Self.variable], !text.isEmpty else { return nil }
        try self.init(text)
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    package var description: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension SettingsReader {
    mutating func secrets(_ node: Node) -> SecretSettings {
        var secrets = SecretSettings()
        let values = mapping(node, "secrets", keys: ["keyFile"])
        if let value = values["keyFile"], let path = text(value, "secrets.keyFile") {
            if path.hasPrefix("/") {
                secrets.keyFile = path
            } else {
                report(value, "secrets.keyFile", "found \(path.quotedForMessage), expected an absolute path")
            }
        }
        return secrets
    }
}
