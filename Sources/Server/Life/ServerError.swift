/// Why a server does not answer.
package struct ServerError: Error, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// Another program listens on the address.
        case addressInUse
        /// The system does not allow the address, or there is none such.
        case addressUnusable
    }

    package let code: Code
    /// A gerund.
    package let operation: String
    /// What is wrong with which address, and what to do.
    package let message: String

    package var description: String { "\(operation): \(message)" }
}
