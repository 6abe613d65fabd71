internal import Glibc

/// Why the version of a dataset could not be told.
package struct DatasetError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// The binding's path cannot be a path, or leads out of the project's data folder.
        case invalidPath
        /// Nothing is at the path.
        case notFound
        /// There is a folder, but no Delta log in it.
        case notADeltaTable
        /// The table never had the version asked for.
        case noSuchVersion
        /// The log had the version once, but its early commits were cleaned away and the rest stands only in a Parquet checkpoint,
        /// which is not read.
        case needsCheckpoint
        /// A commit in the middle of the log is missing.
        case missingCommit
        /// The table uses a feature that changes what its log means and that is not known here.
        case unsupportedFeature
        /// A commit is not what the Delta protocol says.
        case malformedLog
        /// A link, a device, a socket or a pipe lies in the tree.
        case notAFile
        /// A file changed while it was read; ask again when nobody writes.
        case changedWhileRead
        /// A bound of the inspector was exceeded.
        case tooLarge
        /// The task that asked was cancelled.
        case cancelled
        /// The operating system refused a call.
        case system
    }

    package let code: Code
    /// What was being done, as a gerund.
    package let operation: String
    package let message: String
    package let cause: (any Error)?

    init(_ code: Code, operation: String, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.cause = cause
    }

    /// Reads `errno` of the call that just failed, so it must be made before any other call.
    init(errnoWhile operation: String, on object: String) {
        let number = errno
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case ELOOP: .notAFile
            default: .system
            }
        self.init(code, operation: operation, "\(object): \(String(cString: strerror(number)))")
    }

    package var description: String { "\(operation): \(message)" }
}
