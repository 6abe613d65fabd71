internal import Glibc
package import Promotion

/// The content-addressed store of files.
///
/// Invariants:
/// - `sha256/ab/cdef…` (the digest's first two digits, then the other 62) holds exactly the bytes of that digest. It appears by one
///   rename after its bytes are on disk, so it is absent or whole whatever is killed when.
/// - `incoming/` holds uploads that are not finished. Each is locked (`flock`) by the process that writes it; what nobody locks is
///   left over from a crash, and the next store that opens the folder removes it.
/// - A folder of objects is locked (`flock`) by uploads that are being written down, shared, and by the collector, alone.
/// - Folders have mode 0700, objects 0400, uploads 0600. No path below the root is opened through a symbolic link.
/// - No name from outside becomes a path. Nothing is loaded or interpreted.
///
/// All file work runs on a few threads of the store's own. Several stores may share a folder.
package final class ArtifactStore: Sendable {
    /// The store's bounds.
    package struct Configuration: Sendable {
        /// The largest upload in bytes; more is refused with `tooLarge`.
        package var maximumObjectSize: Int64
        /// How many threads do file work.
        package var threadCount: Int

        package init(maximumObjectSize: Int64 = 64 << 30, threadCount: Int = 4) {
            self.maximumObjectSize = maximumObjectSize
            self.threadCount = threadCount
        }
    }

    /// The absolute path of the store's folder.
    package let root: String
    /// How many unfinished uploads of a crashed process were removed when the store was opened.
    package let sweptUploadCount: Int
    private let configuration: Configuration
    let folders: ArtifactFolders
    private let threads: FileThreads
    let collectorThread = FileThreads(limit: 1)

    /// Opens the store at `root`, making the folder (not its parents) when it is missing. It does a little blocking file work.
    package init(root: String, configuration: Configuration = Configuration()) throws(ArtifactError) {
        self.root = root
        self.configuration = configuration
        folders = try ArtifactFolders(root: root)
        threads = FileThreads(limit: configuration.threadCount)
        sweptUploadCount = try folders.sweepIncoming()
    }

    /// Begins an upload. `maximumSize` can only lower the configured maximum.
    package func makeUpload(maximumSize: Int64? = nil) async throws(ArtifactError) -> ArtifactUpload {
        let maximum = min(maximumSize ?? configuration.maximumObjectSize, configuration.maximumObjectSize)
        let folders = folders
        let file = try await threads.run { () throws(ArtifactError) in try IncomingFile(in: folders) }
        return ArtifactUpload(file: file, threads: threads, maximumSize: maximum)
    }

    /// Stores bytes that are in memory already.
    package func store(
        _ bytes: some RandomAccessCollection<UInt8>, expected: Digest? = nil
    ) async throws(ArtifactError) -> StoredObject {
        var upload = try await makeUpload()
        try await upload.write(Array(bytes))
        return try await upload.finish(expected: expected)
    }

    /// Opens an object for reading. It stays readable through the reader even if it is removed meanwhile.
    package func open(_ digest: Digest) async throws(ArtifactError) -> ArtifactReader {
        let folders = folders
        let threads = threads
        return try await threads.run { () throws(ArtifactError) in
            try ArtifactReader(digest: digest, file: folders.openObject(digest), threads: threads)
        }
    }

    /// Where the object's file is, or would be. For handing to the kernel or to a sandbox as a read-only mount; ordinary reading
    /// goes through `open`, which refuses a link in the file's place.
    package func path(of digest: Digest) -> String {
        "\(root)/\(ArtifactFolders.objectsName)/\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2))"
    }

    /// Whether the object is there as a regular file. Its bytes are not looked at; `verify` does that.
    package func contains(_ digest: Digest) async throws(ArtifactError) -> Bool {
        do throws(ArtifactError) {
            _ = try await open(digest)
            return true
        } catch {
            guard error.isDamage else { throw error }
            return false
        }
    }

    /// Removes the object's file; answers false if there was none. Only for callers that know nothing refers to it any more.
    @discardableResult
    package func remove(_ digest: Digest) async throws(ArtifactError) -> Bool {
        let folders = folders
        return try await threads.run { () throws(ArtifactError) in try folders.removeObject(digest) }
    }
}
