/// Why somebody was not let in. Tokens, codes and secrets never stand in it.
package struct SignInError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The provider does not answer, or not as a provider should: try again later.
        case unavailable
        /// The provider said no.
        case refused
        /// The token or the provider's answer is not to be believed, or does not say enough.
        case rejected
        /// The settings do not fit the provider; an operator must act.
        case misconfigured
    }

    package let code: Code
    /// For whoever asked: it tells nothing that they have not sent.
    package let message: String
    /// For the server's log only.
    package let detail: String
    /// Whether the provider's no was about the person or their login, and not about this server or what it asked.
    package let refusesPerson: Bool

    init(_ code: Code, _ message: String, detail: String = "", refusesPerson: Bool = false) {
        self.code = code
        self.message = message
        self.detail = detail
        self.refusesPerson = refusesPerson
    }

    package var description: String { detail.isEmpty ? message : "\(message) (\(detail))" }
}
