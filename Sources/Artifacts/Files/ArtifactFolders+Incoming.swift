internal import Glibc
internal import Promotion

/// A locked file in `incoming/`.
struct IncomingEntry: ~Copyable, Sendable {
    let name: String
    let file: OpenDescriptor
}

extension ArtifactFolders {
    /// A fresh file in `incoming/`, locked by this process, with a name that nobody can foresee.
    func createIncoming() throws(ArtifactError) -> IncomingEntry {
        let operation = "beginning an upload"
        var random = SystemRandomNumberGenerator()
        while true {
            let name = String(random.next(), radix: 16) + "-" + String(random.next(), radix: 16)
            let number = openat(incoming.number, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard number >= 0 else { throw ArtifactError(errnoWhile: operation, on: "a file in 'incoming'") }
            let file = OpenDescriptor(owning: number)
            // A sweep by another store can come between creation and lock; then the file has no name left.
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { continue }
            guard try file.status(operation, on: "a file in 'incoming'").st_nlink == 1 else { continue }
            return IncomingEntry(name: name, file: file)
        }
    }

    func removeIncoming(_ name: String) { _ = unlinkat(incoming.number, name, 0) }

    /// Removes the uploads that no process holds; answers how many.
    func sweepIncoming() throws(ArtifactError) -> Int {
        let operation = "sweeping unfinished uploads"
        let number = openat(incoming.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw ArtifactError(errnoWhile: operation, on: "'incoming'") }
        guard let stream = fdopendir(number) else {
            let error = ArtifactError(errnoWhile: operation, on: "'incoming'")
            _ = close(number)
            throw error
        }
        defer { closedir(stream) }
        var count = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            if isAbandoned(name), unlinkat(incoming.number, name, 0) == 0 { count += 1 }
        }
        return count
    }

    private func isAbandoned(_ name: String) -> Bool {
        let number = openat(incoming.number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        // A link is not an upload of ours, so nobody holds it.
        guard number >= 0 else { return errno == ELOOP }
        let file = OpenDescriptor(owning: number)
        return flock(file.number, LOCK_EX | LOCK_NB) == 0
    }
}
