/// Why the home folder, its lock or its settings cannot be used.
package struct HomeError: Error, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// Something in its place is not a folder.
        case notAFolder
        /// The system does not let us read or write there.
        case notAccessible
        /// Another server uses it.
        case inUse
        /// `server.yaml` does not say what is allowed.
        case invalidSettings
    }

    package let code: Code
    /// A gerund, such as `opening the home folder`.
    package let operation: String
    /// What is wrong with which path, and what to do.
    package let message: String

    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }
}
