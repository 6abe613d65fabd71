internal import Glibc
internal import Promotion
internal import Synchronization

/// One unfinished upload on disk, hashed as it grows. `hash` and `write` take each block once, in order, and may do so at the same time;
/// when both are done `install` ends it. All three block and belong on the store's threads.
final class IncomingFile: Sendable {
    private struct Content {
        var hasher = ContentHasher()
        var size: Int64 = 0
    }

    private let folders: ArtifactFolders
    private let entry: IncomingEntry
    private let content = Mutex(Content())
    /// Whether it still has its name in `incoming/`.
    private let isIncoming = Mutex(true)

    init(in folders: ArtifactFolders) throws(ArtifactError) {
        self.folders = folders
        entry = try folders.createIncoming()
    }

    deinit { discard() }

    /// Removes the file unless it was installed, even while something is written to it. Its space is free at once, although the thread
    /// that writes may keep the file open a little longer.
    func discard() {
        isIncoming.withLock { isIncoming in
            guard isIncoming else { return }
            isIncoming = false
            folders.removeIncoming(entry.name)
            _ = ftruncate(entry.file.number, 0)
        }
    }

    func hash(_ bytes: [UInt8]) {
        content.withLock { content in
            content.hasher.update(bytes)
            content.size += Int64(bytes.count)
        }
    }

    func write(_ bytes: [UInt8]) throws(ArtifactError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(entry.file.number, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw ArtifactError(errnoWhile: "uploading an artifact", on: "writing to 'incoming'")
            }
        }
    }

    /// Makes the bytes durable and gives them their place in the store, where the collector leaves them for as long as the hold lives.
    func install(expected: Digest?) throws(ArtifactError) -> HeldObject {
        let operation = "finishing an upload"
        let object = content.withLock { StoredObject(digest: $0.hasher.digest, size: $0.size) }
        if let expected, expected != object.digest {
            throw ArtifactError(
                .digestMismatch, operation: operation,
                "the bytes have the digest '\(object.digest)' and not '\(expected)' as announced; send them again",
                digest: expected)
        }
        guard fchmod(entry.file.number, 0o400) == 0 else {
            throw ArtifactError(errnoWhile: operation, on: "the upload's mode")
        }
        try entry.file.synchronize(operation, on: "the upload")
        return try isIncoming.withLock { isIncoming throws(ArtifactError) in
            let hold = try folders.install(entry.name, as: object.digest)
            isIncoming = false
            return HeldObject(object: object, hold: hold)
        }
    }
}
