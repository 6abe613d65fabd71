/// The predictions of candidate and champion, each from the file of the same path that its own evaluation logged.
package struct PredictionTables: Sendable {
    package var candidate: Gathered<PredictionFile>
    package var champion: Gathered<PredictionFile>

    package init(candidate: Gathered<PredictionFile>, champion: Gathered<PredictionFile>) {
        self.candidate = candidate
        self.champion = champion
    }
}

/// The bytes of a table.
package struct PredictionFile: Hashable, Sendable {
    /// How the bytes are to be read.
    package enum Format: Hashable, Sendable {
        case csv
        /// What `mlflow.log_table` writes.
        case loggedTable
    }

    /// What messages call it.
    package var source: String
    package var format: Format
    package var bytes: [UInt8]

    package init(source: String, format: Format, bytes: [UInt8]) {
        self.source = source
        self.format = format
        self.bytes = bytes
    }
}
