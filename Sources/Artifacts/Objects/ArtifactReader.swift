internal import Glibc
package import Promotion

/// One object, open for reading. Any number of tasks may read from it at once; it keeps one descriptor until it goes.
package final class ArtifactReader: Sendable {
    package let digest: Digest
    /// In bytes, as it was when the object was opened.
    package let size: Int64
    private let file: OpenDescriptor
    private let threads: FileThreads

    init(digest: Digest, file: consuming OpenDescriptor, threads: FileThreads) throws(ArtifactError) {
        self.digest = digest
        size = Int64(try file.status("opening an artifact", on: "artifact '\(digest)'").st_size)
        self.file = file
        self.threads = threads
    }

    /// The bytes of `range`, cut to the object's size, in one array. For large ranges use `chunks`.
    package func read(_ range: Range<Int64>) async throws(ArtifactError) -> [UInt8] {
        let range = range.clamped(to: 0..<size)
        return try await threads.run { () throws(ArtifactError) in try self.readNow(range) }
    }

    /// The bytes of `range`, cut to the object's size, in arrays of `chunkSize` bytes; all of the object without a range.
    package func chunks(_ range: Range<Int64>? = nil, size chunkSize: Int = 512 << 10) -> ArtifactChunks {
        ArtifactChunks(reader: self, range: (range ?? 0..<size).clamped(to: 0..<size), chunkSize: max(1, chunkSize))
    }

    private func readNow(_ range: Range<Int64>) throws(ArtifactError) -> [UInt8] {
        var problem: ArtifactError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let start = buffer.baseAddress.map { $0 + filled }
                let count = pread(file.number, start, range.count - filled, off_t(range.lowerBound) + off_t(filled))
                if count > 0 {
                    filled += count
                } else if count == 0 {
                    problem = ArtifactError(
                        .truncated, operation: "reading an artifact",
                        "artifact '\(digest)' is damaged: it ends before byte \(range.upperBound); restore it from a backup",
                        digest: digest)
                    return
                } else if errno != EINTR {
                    problem = ArtifactError(
                        errnoWhile: "reading an artifact", on: "artifact '\(digest)'", digest: digest)
                    return
                }
            }
        }
        if let problem { throw problem }
        return bytes
    }
}
