import Glibc

/// A failure of a system call or of a file that supervision depends on.
package struct SupervisionError: Error, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// A system call failed with this `errno`.
        case system(Int32)
        /// A file has not the form that it must have.
        case malformed
        /// The attempt was already taken by a supervisor.
        case taken
    }

    package let code: Code
    /// What was being done, as a gerund.
    package let operation: String
    package let message: String

    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    /// The failure that `errno` tells of right now; to be made before any other call.
    package init(errno number: Int32 = errno, operation: String) {
        self.init(.system(number), operation: operation, message: String(cString: strerror(number)))
    }

    package var description: String { "\(operation): \(message)" }

    /// Whether a file or process was not there.
    package var isMissing: Bool { code == .system(ENOENT) || code == .system(ESRCH) }
}
