package import Supervision

/// A failure of running steps or of what they need.
package struct ExecutionError: Error, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// A definition or a file of the step is at fault; trying again changes nothing.
        case rejected
        /// The machine did not do what it must: disk full, no more processes.
        case system
        /// An installer failed; its own words are in the message.
        case installation
    }

    package let code: Code
    /// What was being done, as a gerund.
    package let operation: String
    package let message: String
    package let cause: SupervisionError?

    package init(_ code: Code, operation: String, message: String, cause: SupervisionError? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.cause = cause
    }

    init(_ operation: String, _ cause: SupervisionError) {
        self.init(.system, operation: operation, message: cause.description, cause: cause)
    }

    package var description: String { "\(operation): \(message)" }
}
