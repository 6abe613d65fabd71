internal import Dispatch
package import Promotion
internal import Synchronization

/// Tells the version of a dataset: a value that owns nothing and may be used from anywhere.
///
/// It reads and never writes, and it never opens a data file of a Delta table: the log alone says what the table holds. Memory grows
/// with the number of files, not with their size.
package struct DatasetInspector: Sendable {
    /// The longest line of a Delta commit in bytes; a longer one is `tooLarge`.
    package var maximumLineLength: Int

    package init(maximumLineLength: Int = 64 << 20) { self.maximumLineLength = maximumLineLength }

    /// The dataset's present version. It blocks: a Delta table about as long as its log is read, files as long as their bytes are.
    package func version(
        of binding: DatasetBinding, dataFolder: String
    ) throws(DatasetError) -> DatasetVersion {
        try inspect(binding, dataFolder: dataFolder, at: nil, isCancelled: { false }).version
    }

    /// What a Delta table held at an earlier `version`. Files have no earlier versions; asking for one is `noSuchVersion`. It blocks.
    package func version(
        of binding: DatasetBinding, dataFolder: String, at version: Int64
    ) throws(DatasetError) -> DatasetVersion {
        try inspect(binding, dataFolder: dataFolder, at: version, isCancelled: { false }).version
    }

    /// The same on a thread of its own; cancelling the task ends it with `cancelled` after at most one more megabyte.
    package func versionInBackground(
        of binding: DatasetBinding, dataFolder: String, at version: Int64? = nil
    ) async throws(DatasetError) -> DatasetVersion {
        try await inspectInBackground(binding, dataFolder: dataFolder, at: version).version
    }

    /// The version together with what it contains: rows, columns and the files' digests, as far as one reading tells. On a thread of
    /// its own, like `versionInBackground`.
    package func inspectInBackground(
        _ binding: DatasetBinding, dataFolder: String, at version: Int64? = nil
    ) async throws(DatasetError) -> DatasetInspection {
        try await inBackground { isCancelled throws(DatasetError) in
            try inspect(binding, dataFolder: dataFolder, at: version, isCancelled: isCancelled)
        }
    }

    /// The SHA-256 of every file of a version that was seen before, sorted and each once; they may have `limit` bytes together. Files that
    /// are not what they were then are `changedWhileRead`.
    package func fileDigests(of version: DatasetVersion, limit: Int64) async throws(DatasetError) -> [Digest] {
        try await inBackground { isCancelled throws(DatasetError) in
            switch version.binding {
            case .delta:
                let log = try DeltaLog(table: version.location, maximumLineLength: maximumLineLength)
                let snapshot = try log.snapshot(at: Int64(version.version), isCancelled: isCancelled)
                return try snapshot.fileDigests(limit: limit, isCancelled: isCancelled)
            case .files:
                var tree = FileTree(root: version.location, isCancelled: isCancelled)
                guard try tree.version(binding: version.binding).digest == version.digest else {
                    throw DatasetError(
                        .changedWhileRead, operation: FileTree.operation,
                        "\(version.location.quotedPath) is not what it was when the run began")
                }
                return tree.contents.files ?? []
            }
        }
    }

    private func inBackground<Value: Sendable>(
        _ body: @escaping @Sendable (@escaping () -> Bool) throws(DatasetError) -> Value
    ) async throws(DatasetError) -> Value {
        let cancelled = CancellationFlag()
        let result: Result<Value, DatasetError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Self.queue.async {
                    do throws(DatasetError) {
                        continuation.resume(returning: .success(try body { cancelled.isSet }))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
        } onCancel: {
            cancelled.set()
        }
        return try result.get()
    }

    private static let queue = DispatchQueue(label: "sluice.datasets", attributes: .concurrent)

    private func inspect(
        _ binding: DatasetBinding, dataFolder: String, at version: Int64?, isCancelled: @escaping () -> Bool
    ) throws(DatasetError) -> DatasetInspection {
        let location = try DatasetLocation.resolve(binding.path, dataFolder: dataFolder)
        switch binding {
        case .delta:
            let log = try DeltaLog(table: location, maximumLineLength: maximumLineLength)
            let snapshot = try log.snapshot(at: version, isCancelled: isCancelled)
            let found = try snapshot.version(binding: binding)
            return DatasetInspection(version: found, contents: snapshot.contents(of: found))
        case .files:
            if let version {
                throw DatasetError(
                    .noSuchVersion, operation: "reading a dataset",
                    "\(location.quotedPath) is plain files, which have no version \(version)")
            }
            var tree = FileTree(root: location, isCancelled: isCancelled)
            let found = try tree.version(binding: binding)
            return DatasetInspection(version: found, contents: tree.contents)
        }
    }
}

/// Set once, from any thread.
private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
