/// What went wrong with a repository, and what callers may do about it.
package struct GitError: Error, Sendable, CustomStringConvertible {
    /// What callers branch on.
    package enum Code: String, Hashable, Sendable {
        /// The object, reference or file is not there.
        case notFound
        /// There is no repository at the path: never was, or vanished.
        case noRepository
        /// A kind of repository or object that Sluice does not read, such as one with SHA-256 ids.
        case unsupported
        /// Objects or references are damaged or missing. It heals when the repository does.
        case corrupt
        /// Hostile or unusable content: a tree, path, URL or host that the rules forbid. Trying again changes nothing.
        case refused
        /// Beyond a configured limit of size or count.
        case tooLarge
        /// The remote did not answer or broke off. Worth another try.
        case unreachable
        /// A time limit passed. Worth another try.
        case timedOut
        /// Credentials are missing or were not accepted.
        case unauthorized
        /// The remote's certificate or host key is not the expected one.
        case untrusted
        /// The target is there already.
        case exists
        /// A reference moved between being listed and being fetched: list again.
        case moved
        /// Reading or writing files failed: permissions, space, hardware.
        case fileSystem
        /// Anything else that libgit2 reports.
        case other
    }

    package let code: Code
    /// What was being done, as a gerund: `fetching 'refs/heads/main'`.
    package let operation: String
    package let message: String
    package let cause: (any Error)?

    package init(_ code: Code, operation: String, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.cause = cause
    }

    package var description: String { "\(operation): \(message)" }
}
