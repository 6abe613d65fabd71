internal import Foundation

extension ClientSecret {
    /// The secret as it is now.
    package func read() throws(SignInError) -> String {
        let text: String?
        let place: String
        switch self {
        case .file(let path):
            text = try? String(contentsOfFile: path, encoding: .utf8)
            place = path
        case .environment(let name):
            text = ProcessInfo.processInfo.environment[name]
            place = "variable \(name)"
        }
        let secret = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !secret.isEmpty else {
            throw SignInError(
                .misconfigured, "the identity provider is not set up properly; tell the operator of this server",
                detail: "there is no client secret in \(place)")
        }
        return secret
    }
}
