import Yams

/// What an operator decides about the tokens that people make for themselves.
package struct PersonalTokenSettings: Hashable, Sendable {
    /// Seconds for which the word of an identity provider about their owner counts where it cannot be asked again.
    package var unconfirmedSeconds: Double

    package init(unconfirmedSeconds: Double = 300) { self.unconfirmedSeconds = unconfirmedSeconds }
}

extension SettingsReader {
    /// The section `personalTokens`.
    mutating func personalTokens(_ node: Node) -> PersonalTokenSettings {
        var settings = PersonalTokenSettings()
        let field = "personalTokens.unconfirmedFor"
        let values = mapping(node, "personalTokens", keys: ["unconfirmedFor"])
        guard let value = values["unconfirmedFor"], let seconds = duration(value, field, atLeast: 60) else {
            return settings
        }
        let longest = Double(AccessToken.longestLifetime)
        if seconds > longest { report(value, field, "is too long: no token lives longer than 90d") }
        settings.unconfirmedSeconds = min(seconds, longest)
        return settings
    }
}
