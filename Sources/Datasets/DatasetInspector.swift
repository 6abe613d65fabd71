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
        try inspect(binding, dataFolder: dataFolder, at: nil, isCancelled: { false })
    }

    /// What a Delta table held at an earlier `version`. Files have no earlier versions; asking for one is `noSuchVersion`. It blocks.
    package func version(
        of binding: DatasetBinding, dataFolder: String, at version: Int64
    ) throws(DatasetError) -> DatasetVersion {
        try inspect(binding, dataFolder: dataFolder, at: version, isCancelled: { false })
    }

    /// The same on a thread of its own; cancelling the task ends it with `cancelled` after at most one more megabyte.
    package func versionInBackground(
        of binding: DatasetBinding, dataFolder: String, at version: Int64? = nil
    ) async throws(DatasetError) -> DatasetVersion {
        let cancelled = CancellationFlag()
        let result: Result<DatasetVersion, DatasetError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Self.queue.async {
                    do throws(DatasetError) {
                        let found = try inspect(
                            binding, dataFolder: dataFolder, at: version, isCancelled: { cancelled.isSet })
                        continuation.resume(returning: .success(found))
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
    ) throws(DatasetError) -> DatasetVersion {
        let location = try DatasetLocation.resolve(binding.path, dataFolder: dataFolder)
        switch binding {
        case .delta:
            let log = try DeltaLog(table: location, maximumLineLength: maximumLineLength)
            return try log.snapshot(at: version, isCancelled: isCancelled).version(binding: binding)
        case .files:
            if let version {
                throw DatasetError(
                    .noSuchVersion, operation: "reading a dataset",
                    "\(location.quotedPath) is plain files, which have no version \(version)")
            }
            var tree = FileTree(root: location, isCancelled: isCancelled)
            return try tree.version(binding: binding)
        }
    }
}

/// Set once, from any thread.
private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
