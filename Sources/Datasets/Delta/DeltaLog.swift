internal import Glibc
internal import Promotion

/// The transaction log of a Delta Lake table on this machine's disk, read from its JSON commits alone.
///
/// Protocol: <https://github.com/delta-io/delta/blob/master/PROTOCOL.md>. A version is what remains after all commits up to it, so every
/// commit from 0 on is read. Parquet checkpoints are not read; where commits were cleaned away it says so.
struct DeltaLog {
    private static let operation = "reading a Delta log"

    /// The table's absolute path.
    let table: String
    private let folder: String
    private let lines: DeltaLineReader

    init(table: String, maximumLineLength: Int) throws(DatasetError) {
        self.table = table
        folder = table == "/" ? "/_delta_log" : table + "/_delta_log"
        lines = DeltaLineReader(maximumLineLength: maximumLineLength)
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw DatasetError(
                .notADeltaTable, operation: Self.operation,
                "looked for the folder \(folder.quotedPath) and found none; "
                    + "bind the folder that holds '_delta_log', or bind plain files with 'files'")
        }
    }

    /// Replays the log up to `version`, or to its end.
    func snapshot(at version: Int64?, isCancelled: () -> Bool) throws(DatasetError) -> DeltaSnapshot {
        let newest = try newestReadableVersion(wanted: version)
        var snapshot = DeltaSnapshot(table: table)
        for commit in 0...newest {
            if isCancelled() { throw DatasetError(.cancelled, operation: Self.operation, "the task was cancelled") }
            try replay(commit, onto: &snapshot)
        }
        try snapshot.finish(version: newest)
        return snapshot
    }

    /// The version to replay up to, having made sure that every commit to it is there.
    private func newestReadableVersion(wanted: Int64?) throws(DatasetError) -> Int64 {
        var listing = try DeltaLogListing(folder: folder)
        var attempts = 1
        // A listing is no snapshot: while a writer adds two commits, it can show the second alone.
        while listing.firstGap(upTo: wanted ?? .max) != nil, attempts < 3 {
            listing = try DeltaLogListing(folder: folder)
            attempts += 1
        }
        guard let first = listing.commits.first, let last = listing.commits.last else {
            guard let checkpoint = listing.newestCheckpoint else {
                throw DatasetError(
                    .notADeltaTable, operation: Self.operation,
                    "\(folder.quotedPath) holds no commit such as '\(DeltaLogListing.commitName(0))'")
            }
            throw needsCheckpoint(wanted ?? checkpoint, checkpoint, "no commit is left")
        }
        let target = wanted ?? max(last, listing.newestCheckpoint ?? last)
        guard target >= 0, target <= max(last, listing.newestCheckpoint ?? last) else {
            throw DatasetError(
                .noSuchVersion, operation: Self.operation,
                "the table \(table.quotedPath) has no version \(target); its newest is \(last)")
        }
        if first > 0 {
            guard let checkpoint = listing.newestCheckpoint else { throw missing(0) }
            throw needsCheckpoint(target, checkpoint, "its first commit is \(first)")
        }
        if let gap = listing.firstGap(upTo: target) { throw missing(gap) }
        guard target <= last else { throw needsCheckpoint(target, target, "its last commit is \(last)") }
        return target
    }

    private func missing(_ version: Int64) -> DatasetError {
        DatasetError(
            .missingCommit, operation: Self.operation,
            "\("\(folder)/\(DeltaLogListing.commitName(version))".quotedPath) is missing although later commits are there; "
                + "restore it from a backup")
    }

    private func needsCheckpoint(_ version: Int64, _ checkpoint: Int64, _ found: String) -> DatasetError {
        DatasetError(
            .needsCheckpoint, operation: Self.operation,
            "version \(version) of the table \(table.quotedPath) can only be read with its Parquet checkpoint of version "
                + "\(checkpoint) (\(found)), and reading Parquet checkpoints is not supported; "
                + "keep all commits with the table property 'delta.logRetentionDuration', or copy the table to a new one"
        )
    }

    private func replay(_ version: Int64, onto snapshot: inout DeltaSnapshot) throws(DatasetError) {
        let path = "\(folder)/\(DeltaLogListing.commitName(version))"
        let file = try OpenDescriptor.file(path, Self.operation)
        let status = try file.status(Self.operation, on: path.quotedPath)
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DatasetError(.notAFile, operation: Self.operation, "\(path.quotedPath) is not a regular file")
        }
        let modified = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
        snapshot.beginCommit(modified: Timestamp(milliseconds: modified))
        var actionCount = 0
        let capacity = min(max(Int(status.st_size) + 1, 4096), 256 << 10)
        try lines.forEachLine(of: file, named: path.quotedPath, capacity: capacity) {
            number, line throws(DatasetError) in
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { return }
            do throws(JSONProblem) {
                snapshot.apply(try DeltaAction(line: line))
                actionCount += 1
            } catch {
                throw DatasetError(
                    .malformedLog, operation: Self.operation,
                    "\(path.quotedPath):\(number): byte \(error.offset): \(error.reason)", cause: error)
            }
        }
        guard actionCount > 0 else {
            throw DatasetError(
                .malformedLog, operation: Self.operation,
                "\(path.quotedPath) holds no action; its writer may have been killed")
        }
    }
}
