internal import Promotion

/// What a table holds after the commits that were applied so far.
struct DeltaSnapshot {
    static let operation = "reading a Delta log"

    let table: String
    private var files: [DeltaFileKey: DeltaFile] = [:]
    private var metadata: DeltaMetadata?
    private var protocolVersion: DeltaProtocol?
    private var commitInfo: DeltaCommitInfo?
    private var commitModified: Timestamp?
    private var version: Int64 = -1

    init(table: String) { self.table = table }

    /// Begins the next commit, whose file was last changed at `modified`.
    mutating func beginCommit(modified: Timestamp) {
        commitInfo = nil
        commitModified = modified
    }

    mutating func apply(_ action: DeltaAction) {
        if let file = action.add { files[file.key] = file }
        if let key = action.remove { files[key] = nil }
        if let metadata = action.metadata { self.metadata = metadata }
        if let protocolVersion = action.protocolVersion { self.protocolVersion = protocolVersion }
        if let commitInfo = action.commitInfo, self.commitInfo == nil { self.commitInfo = commitInfo }
    }

    /// Refuses a table that is incomplete or that needs a newer reader.
    mutating func finish(version: Int64) throws(DatasetError) {
        self.version = version
        guard let protocolVersion else { throw incomplete("protocol") }
        try protocolVersion.requireSupport(table: table)
        guard metadata != nil else { throw incomplete("metaData") }
    }

    private func incomplete(_ action: String) -> DatasetError {
        DatasetError(
            .malformedLog, operation: Self.operation,
            "the commits of \(table.quotedPath) up to version \(version) have no '\(action)' action")
    }

    /// The data files, sorted by their keys.
    var activeFiles: [DeltaFile] { files.values.sorted { $0.key < $1.key } }

    /// Sums the files up. `binding` is recorded as it is.
    func version(binding: DatasetBinding) throws(DatasetError) -> DatasetVersion {
        let sorted = activeFiles
        var bytes: Int64 = 0
        var rows: Int64? = 0
        for file in sorted {
            bytes = try add(bytes, file.size)
            if let sum = rows, let count = file.recordCount {
                rows = try add(sum, count - file.deletedCount)
            } else {
                rows = nil
            }
        }
        return DatasetVersion(
            version: String(version), digest: digest(of: sorted), location: table, binding: binding,
            timestamp: timestamp, schema: metadata?.schema, fileCount: sorted.count, byteCount: bytes, rowCount: rows)
    }

    private func add(_ left: Int64, _ right: Int64) throws(DatasetError) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw DatasetError(
                .malformedLog, operation: Self.operation,
                "the sizes or row counts of \(table.quotedPath) sum up to more than 64 bits hold")
        }
        return sum
    }

    private var timestamp: Timestamp? {
        let committed =
            metadata?.usesCommitTimestamps == true
            ? commitInfo?.inCommitTimestamp ?? commitInfo?.timestamp : commitInfo?.timestamp
        return committed.map(Timestamp.init(milliseconds:)) ?? commitModified
    }

    /// The definition is in `docs/datasets.md`; a change of it is a new first line.
    private func digest(of sorted: [DeltaFile]) -> Digest {
        var hasher = ContentHasher()
        hasher.update("sluice-delta-v1\n")
        hasher.update(counted: metadata?.schema ?? "")
        hasher.update(number: Int64(sorted.count))
        for file in sorted {
            hasher.update(counted: file.key.path)
            hasher.update(number: file.size)
            hasher.update(counted: file.key.deletionVector ?? "")
            hasher.update(number: Int64(file.partitionValues.count))
            for partition in file.partitionValues {
                hasher.update(counted: partition.column)
                if let value = partition.value { hasher.update(counted: value) } else { hasher.update(number: -1) }
            }
        }
        return hasher.digest
    }
}
