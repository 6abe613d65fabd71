internal import Glibc

/// Owns one file descriptor and closes it when it goes.
struct OpenDescriptor: ~Copyable, Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { _ = close(number) }
}

extension OpenDescriptor {
    /// Opens the folder `name` below `parent` without following a link, and makes it with mode 0700 if it is not there.
    /// `created` tells whether it was made, so that the caller can make the new entry durable.
    static func folder(
        _ name: String, below parent: borrowing OpenDescriptor, created: inout Bool
    ) throws(ArtifactError) -> OpenDescriptor {
        let operation = "opening the artifact store"
        if mkdirat(parent.number, name, 0o700) == 0 {
            created = true
        } else if errno != EEXIST {
            throw ArtifactError(errnoWhile: operation, on: "folder '\(name)'")
        }
        let number = openat(parent.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw ArtifactError(errnoWhile: operation, on: "folder '\(name)'") }
        return OpenDescriptor(owning: number)
    }

    /// Makes the file's bytes, or the folder's entries, survive a power failure.
    func synchronize(_ operation: String, on object: String) throws(ArtifactError) {
        guard fsync(number) == 0 else { throw ArtifactError(errnoWhile: operation, on: object) }
    }

    /// Waits for the `flock` of the file or folder: shared with others, or alone. Closing the descriptor gives it back.
    func lock(exclusively: Bool) throws(ArtifactError) {
        while flock(number, exclusively ? LOCK_EX : LOCK_SH) != 0 {
            guard errno == EINTR else { throw ArtifactError(errnoWhile: "locking the artifact store", on: "a folder") }
        }
    }

    /// Takes the `flock` alone if nobody has it; answers whether it did.
    func lockUnlessBusy() -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 }

    func status(_ operation: String, on object: String) throws(ArtifactError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw ArtifactError(errnoWhile: operation, on: object) }
        return status
    }
}

extension stat {
    var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
}
