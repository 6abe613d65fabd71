/// Why a webhook cannot be told something. Secrets and paths of URLs never stand in it.
package struct WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The URL is none that is taken.
        case invalidURL
        /// The host has no address, or it could not be found out.
        case unresolved
        /// The host has an address that is not connected to.
        case refused
        /// No connection came about, so nothing was sent.
        case unreachable
        /// The connection broke, or the answer is none of HTTP.
        case failed
        /// It took too long.
        case timedOut
        /// The secret cannot be kept or read.
        case secret
    }

    package let code: Code
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
