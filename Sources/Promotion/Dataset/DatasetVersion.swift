/// Exactly what a dataset contained when it was looked at.
package struct DatasetVersion: Hashable, Codable, Sendable {
    /// The version number of a Delta table; the digest of the tree, for files.
    package var version: String
    /// SHA-256 over the version's content list: for Delta the active files with their sizes and the schema, for files every path
    /// with its bytes' digest. Two versions with equal digests hold the same data.
    package var digest: Digest
    /// Where it was read, as an absolute path.
    package var location: String
    package var binding: DatasetBinding
    /// When the version was made; nil if the source does not say.
    package var timestamp: Timestamp?
    /// Field names and types in order, as JSON of Delta's schema string; nil for files.
    package var schema: String?
    package var fileCount: Int
    package var byteCount: Int64
    /// nil if the source does not know.
    package var rowCount: Int64?

    package init(
        version: String, digest: Digest, location: String, binding: DatasetBinding, timestamp: Timestamp?,
        schema: String?,
        fileCount: Int, byteCount: Int64, rowCount: Int64?
    ) {
        self.version = version
        self.digest = digest
        self.location = location
        self.binding = binding
        self.timestamp = timestamp
        self.schema = schema
        self.fileCount = fileCount
        self.byteCount = byteCount
        self.rowCount = rowCount
    }
}
