internal import Glibc
package import Promotion

/// Why the artifact store could not do what it was asked.
package struct ArtifactError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// No object has this digest.
        case missing
        /// The object has fewer bytes than it had when it was stored.
        case truncated
        /// The object's bytes no longer give its digest.
        case changed
        /// In the object's place stands something that is not a regular file, such as a symbolic link.
        case notAFile
        /// The upload's bytes do not give the digest that its sender announced.
        case digestMismatch
        /// The upload is larger than allowed.
        case tooLarge
        /// The volume or the quota is full; nothing of the upload is kept.
        case noSpace
        /// A list of artifacts contradicts itself: one path twice, or a file that is also a folder.
        case conflictingPaths
        /// The store's folder cannot be used as it is: wrong owner, not a folder.
        case unusableFolder
        /// The operating system refused a call for another reason.
        case system
    }

    package let code: Code
    /// What was being done, as a gerund.
    package let operation: String
    package let message: String
    /// The object concerned, if there is one.
    package let digest: Digest?
    package let cause: (any Error)?

    init(
        _ code: Code, operation: String, _ message: String, digest: Digest? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.operation = operation
        self.message = message
        self.digest = digest
        self.cause = cause
    }

    /// Reads `errno` of the call that just failed, so it must be made before any other call.
    init(errnoWhile operation: String, on object: String, digest: Digest? = nil) {
        let number = errno
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT: .noSpace
            case ENOENT where digest != nil: .missing
            case ELOOP, ENOTDIR, EISDIR, ENXIO: digest == nil ? .system : .notAFile
            default: .system
            }
        let hint = code == .noSpace ? "; free space on the volume of the artifact store" : ""
        self.init(code, operation: operation, "\(object): \(String(cString: strerror(number)))\(hint)", digest: digest)
    }

    /// Whether a stored object is not what its digest says; a promotion of it must be refused.
    package var isDamage: Bool {
        switch code {
        case .missing, .truncated, .changed, .notAFile: true
        case .digestMismatch, .tooLarge, .noSpace, .conflictingPaths, .unusableFolder, .system: false
        }
    }

    package var description: String { "\(operation): \(message)" }
}
