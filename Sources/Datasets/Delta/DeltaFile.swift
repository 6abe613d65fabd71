/// A data file of a table as an `add` action names it. Path and partition values are kept as the log spells them.
struct DeltaFile {
    var key: DeltaFileKey
    /// In bytes.
    var size: Int64
    /// Rows in the file, deleted ones too; nil when the writer left no statistics.
    var recordCount: Int64?
    /// How many of them the deletion vector marks as deleted.
    var deletedCount: Int64 = 0
    /// Sorted by column. Parquet files do not hold these columns, so they are part of the content.
    var partitionValues: [DeltaPartitionValue] = []
}

/// One column of a file's partition; a nil value is SQL's NULL.
struct DeltaPartitionValue {
    let column: String
    let value: String?
}

/// What makes a data file one and the same between `add` and `remove`: its path and its deletion vector. Compared by bytes, since Swift
/// strings are equal across composed and decomposed accents, which are two files on disk.
struct DeltaFileKey: Hashable, Comparable {
    var path: String
    /// The deletion vector's storage type, its path or inline bytes, and `@` with its offset if it has one.
    var deletionVector: String?

    static func == (left: Self, right: Self) -> Bool {
        left.path.utf8.elementsEqual(right.path.utf8)
            && (left.deletionVector ?? "").utf8.elementsEqual((right.deletionVector ?? "").utf8)
    }

    func hash(into hasher: inout Hasher) {
        var (path, vector) = (path, deletionVector ?? "")
        path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        vector.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.path.utf8.elementsEqual(right.path.utf8) {
            return (left.deletionVector ?? "").utf8.lexicographicallyPrecedes((right.deletionVector ?? "").utf8)
        }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }
}
