import Foundation
import Promotion
import Webhooks
import Yams

/// Where an operator is told of overrides: the section `alarms` of `server.yaml`.
package struct AlarmSettings: Hashable, Sendable {
    /// May be as good as a secret itself.
    package var url: String
    /// An absolute path of the file with the key of the signatures.
    package var secretFile: String

    package init(url: String, secretFile: String) {
        self.url = url
        self.secretFile = secretFile
    }

    /// The key of the signatures as it is now, without the white space around it. Throws `invalidSettings` if there is none.
    package func secret() throws(HomeError) -> String {
        let text = FileManager.default.contents(atPath: secretFile).flatMap { String(validating: $0, as: UTF8.self) }
        let secret = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !secret.isEmpty else {
            throw HomeError(
                .invalidSettings, operation: "reading the secret of the alarms",
                message:
                    "\(secretFile.quotedForMessage), which 'alarms.secretFile' in server.yaml names, cannot be read "
                    + "or is empty; 'openssl rand -hex 32' makes a secret")
        }
        return secret
    }
}

extension SettingsReader {
    /// Goes by the rules for webhooks, as far as they can be applied without looking a name up.
    mutating func alarms(_ node: Node, _ webhooks: WebhookSettings) -> AlarmSettings? {
        let values = mapping(node, "alarms", keys: ["url", "secretFile"])
        for key in ["url", "secretFile"] where values[key] == nil { report(node, "alarms", "'\(key)' is missing") }
        guard let place = values["url"], let url = text(place, "alarms.url"), let file = values["secretFile"],
            let path = text(file, "alarms.secretFile")
        else { return nil }
        do throws(WebhookError) {
            try DestinationPolicy(allowing: webhooks.allowPrivate).check(WebhookURL(url))
        } catch {
            report(place, "alarms.url", error.message)
        }
        if !path.hasPrefix("/") {
            report(file, "alarms.secretFile", "found \(path.quotedForMessage), expected an absolute path")
        }
        return AlarmSettings(url: url, secretFile: path)
    }
}
