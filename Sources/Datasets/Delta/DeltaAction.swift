/// The actions of one line of a commit that matter for what the table holds. A line has one of them, or another that is skipped.
struct DeltaAction {
    var add: DeltaFile?
    var remove: DeltaFileKey?
    var metadata: DeltaMetadata?
    var protocolVersion: DeltaProtocol?
    var commitInfo: DeltaCommitInfo?
}

/// A table's schema and the property that says which clock its commits use.
struct DeltaMetadata {
    var schema: String
    var usesCommitTimestamps = false
}

/// What a reader must understand to read the table.
struct DeltaProtocol {
    var minimumReaderVersion: Int64
    var readerFeatures: [String] = []
}

/// When a commit was made, in milliseconds since 1970.
struct DeltaCommitInfo {
    var timestamp: Int64?
    var inCommitTimestamp: Int64?
}

extension DeltaAction {
    /// Decodes one line.
    init(line: UnsafeRawBufferPointer) throws(JSONProblem) {
        self.init()
        var action = DeltaAction()
        var cursor = JSONCursor(line)
        try cursor.readObject { cursor, key throws(JSONProblem) in
            if try cursor.takeNull() { return }
            switch key {
            case "add": action.add = try Self.readAdd(&cursor)
            case "remove": action.remove = try Self.readRemove(&cursor)
            case "metaData": action.metadata = try Self.readMetadata(&cursor)
            case "protocol": action.protocolVersion = try Self.readProtocol(&cursor)
            case "commitInfo": action.commitInfo = try Self.readCommitInfo(&cursor)
            default: try cursor.skipValue()
            }
        }
        try cursor.expectEnd()
        self = action
    }

    private static func readAdd(_ cursor: inout JSONCursor) throws(JSONProblem) -> DeltaFile {
        var (path, size): (String?, Int64?)
        var file = DeltaFile(key: DeltaFileKey(path: ""), size: 0)
        try cursor.readObject { cursor, key throws(JSONProblem) in
            if try cursor.takeNull() { return }
            switch key {
            case "path": path = try cursor.readString()
            case "size": size = try cursor.readCount()
            case "stats": file.recordCount = try Self.recordCount(inStatistics: cursor.readString(), cursor)
            case "partitionValues": file.partitionValues = try Self.readPartitionValues(&cursor)
            case "deletionVector":
                (file.key.deletionVector, file.deletedCount) = try Self.readDeletionVector(&cursor)
            default: try cursor.skipValue()
            }
        }
        guard let path, !path.isEmpty else { throw cursor.problem("an 'add' without 'path'") }
        guard let size else { throw cursor.problem("an 'add' without 'size'") }
        if let count = file.recordCount, count < file.deletedCount {
            throw cursor.problem("an 'add' with \(count) rows of which \(file.deletedCount) are deleted")
        }
        file.key.path = path
        file.size = size
        return file
    }

    private static func readRemove(_ cursor: inout JSONCursor) throws(JSONProblem) -> DeltaFileKey {
        var path: String?
        var vector: String?
        try cursor.readObject { cursor, key throws(JSONProblem) in
            if try cursor.takeNull() { return }
            switch key {
            case "path": path = try cursor.readString()
            case "deletionVector": vector = try Self.readDeletionVector(&cursor).identifier
            default: try cursor.skipValue()
            }
        }
        guard let path, !path.isEmpty else { throw cursor.problem("a 'remove' without 'path'") }
        return DeltaFileKey(path: path, deletionVector: vector)
    }

    private static func readDeletionVector(
        _ cursor: inout JSONCursor
    ) throws(JSONProblem) -> (identifier: String, cardinality: Int64) {
        var (storage, place): (String?, String?)
        var (offset, cardinality): (Int64?, Int64?)
        try cursor.readObject { cursor, key throws(JSONProblem) in
            if try cursor.takeNull() { return }
            switch key {
            case "storageType": storage = try cursor.readString()
            case "pathOrInlineDv": place = try cursor.readString()
            case "offset": offset = try cursor.readInteger()
            case "cardinality": cardinality = try cursor.readCount()
            default: try cursor.skipValue()
            }
        }
        guard let storage, let place, let cardinality else {
            throw cursor.problem("a 'deletionVector' without 'storageType', 'pathOrInlineDv' or 'cardinality'")
        }
        return (storage + place + (offset.map { "@\($0)" } ?? ""), cardinality)
    }

    private static func readPartitionValues(_ cursor: inout JSONCursor) throws(JSONProblem) -> [DeltaPartitionValue] {
        var values: [DeltaPartitionValue] = []
        try cursor.readObject { cursor, column throws(JSONProblem) in
            let value = try cursor.takeNull() ? nil : try cursor.readString()
            values.append(DeltaPartitionValue(column: column, value: value))
        }
        return values.sorted { $0.column.utf8.lexicographicallyPrecedes($1.column.utf8) }
    }

    /// Statistics are JSON in a string; minima and maxima make it long, and the count comes first in practice.
    private static func recordCount(
        inStatistics text: String, _ outer: JSONCursor
    ) throws(JSONProblem) -> Int64? {
        guard !text.isEmpty else { return nil }
        var text = text
        var count: Int64?
        let result: Result<Void, JSONProblem> = text.withUTF8 { buffer in
            var cursor = JSONCursor(UnsafeRawBufferPointer(buffer))
            do throws(JSONProblem) {
                try cursor.readObject { cursor, key throws(JSONProblem) in
                    if try cursor.takeNull() { return }
                    if key == "numRecords" { count = try cursor.readCount() } else { try cursor.skipValue() }
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        if case .failure(let inner) = result { throw outer.problem("in 'stats': \(inner.reason)") }
        return count
    }
}
