/// Why the engine does not do what was asked. HTTP status and exit code derive from `code`.
package struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// There is no such thing.
        case notFound
        /// The request makes no sense as it is.
        case invalid
        /// It does not fit what is there, such as a name that is taken.
        case conflict
        /// A rule forbids it: a gate that did not pass, a hold, bytes that do not match.
        case refused
        /// Not from this person: their own change, a login that is too old.
        case forbidden
        /// Not now; asking again later may help.
        case unavailable
        /// Our own fault.
        case broken
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
