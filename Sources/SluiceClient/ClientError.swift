package import Promotion

/// Why a server did not do what it was asked.
package struct ClientError: Error, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// Nothing says where a server is.
        case notRunning
        /// There should be one, but it does not answer.
        case unreachable
        /// It answered with a problem.
        case problem(ProblemCode)
        /// It answered something that this client does not understand.
        case unexpectedAnswer
    }

    package let code: Code
    /// A gerund, such as `reading the plan`.
    package let operation: String
    /// What is wrong, and what to do.
    package let message: String
    /// Names the request in the server's log.
    package let requestId: String?

    package init(_ code: Code, operation: String, message: String, requestId: String? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.requestId = requestId
    }

    package var description: String { "\(operation): \(message)" }
}
