/// What was found in a dataset version beside its digest: what a gate's checks of data look at.
///
/// Whatever could not be told has a reason instead, a half-sentence such as `'rows.json' is neither CSV nor Parquet`.
package struct DatasetContents: Hashable, Codable, Sendable {
    /// nil if nobody knows; `rowsUnknown` says why.
    package var rows: Int64?
    package var rowsUnknown: String?
    /// In the order of the source; nil if nobody knows, and `columnsUnknown` says why.
    package var columns: [DatasetColumn]?
    package var columnsUnknown: String?
    /// When the version was made: a Delta commit's time, or the last change of the newest file.
    package var newest: Timestamp?
    /// The SHA-256 of each file's bytes, sorted and each once; nil if they were not read, and `filesUnknown` says why.
    package var files: [Digest]?
    package var filesUnknown: String?

    package init(
        rows: Int64? = nil, rowsUnknown: String? = nil, columns: [DatasetColumn]? = nil, columnsUnknown: String? = nil,
        newest: Timestamp? = nil, files: [Digest]? = nil, filesUnknown: String? = nil
    ) {
        self.rows = rows
        self.rowsUnknown = rowsUnknown
        self.columns = columns
        self.columnsUnknown = columnsUnknown
        self.newest = newest
        self.files = files
        self.filesUnknown = filesUnknown
    }
}

/// One column of a dataset.
package struct DatasetColumn: Hashable, Codable, Sendable {
    package var name: String
    /// Spelled as Delta does, such as `long` or `decimal(10,2)`; nil where the format has no types, as CSV.
    package var type: String?

    package init(name: String, type: String?) {
        self.name = name
        self.type = type
    }
}
