internal import Glibc
internal import Promotion
internal import Synchronization

/// One unfinished upload on disk, hashed as it grows. `ArtifactUpload` makes its calls one after the other; all but `append`
/// block and belong on the store's threads. Unless it was installed, the file goes with the object.
final class IncomingFile: Sendable {
    private struct State {
        var hasher = ContentHasher()
        var size: Int64 = 0
        var isInstalled = false
    }

    private let folders: ArtifactFolders
    private let entry: IncomingEntry
    private let state = Mutex(State())

    init(in folders: ArtifactFolders) throws(ArtifactError) {
        self.folders = folders
        entry = try folders.createIncoming()
    }

    deinit {
        if !state.withLock({ $0.isInstalled }) { folders.removeIncoming(entry.name) }
    }

    /// Appends `bytes`. Hashing and writing take about as long as each other, so they go side by side.
    func append(_ bytes: [UInt8], on threads: FileThreads) async throws(ArtifactError) {
        async let hashed: Void = threads.perform { self.hash(bytes) }
        let failure = await threads.perform { () -> ArtifactError? in
            do throws(ArtifactError) { try self.write(bytes) } catch { return error }
            return nil
        }
        await hashed
        if let failure { throw failure }
    }

    private func hash(_ bytes: [UInt8]) {
        state.withLock { state in
            state.hasher.update(bytes)
            state.size += Int64(bytes.count)
        }
    }

    private func write(_ bytes: [UInt8]) throws(ArtifactError) {
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
        try state.withLock { state throws(ArtifactError) in
            let operation = "finishing an upload"
            let digest = state.hasher.digest
            if let expected, expected != digest {
                throw ArtifactError(
                    .digestMismatch, operation: operation,
                    "the bytes have the digest '\(digest)' and not '\(expected)' as announced; send them again",
                    digest: expected)
            }
            guard fchmod(entry.file.number, 0o400) == 0 else {
                throw ArtifactError(errnoWhile: operation, on: "the upload's mode")
            }
            try entry.file.synchronize(operation, on: "the upload")
            let hold = try folders.install(entry.name, as: digest)
            state.isInstalled = true
            return HeldObject(object: StoredObject(digest: digest, size: state.size), hold: hold)
        }
    }
}
