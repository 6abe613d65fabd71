package import Promotion

/// One measured value. May be NaN or infinite; gates refuse those, the catalog keeps them.
package struct Metric: Hashable, Sendable {
    package var key: String
    package var value: Double
    package var timestamp: Timestamp
    package var step: Int64
    /// The logged model that the value belongs to; empty if it was not said. The same for the dataset.
    package var modelID = ""
    package var datasetName = ""
    package var datasetDigest = ""
    /// The run that logged it; empty where the context says it.
    package var runID = ""

    package init(key: String, value: Double, timestamp: Timestamp, step: Int64) {
        self.key = key
        self.value = value
        self.timestamp = timestamp
        self.step = step
    }

    /// What the column `value` holds: SQLite has no NaN, so `is_nan` says it.
    var storedValue: Double { value.isNaN ? 0 : value }

    /// Reads key, value, is_nan, timestamp, step from the first columns.
    init(row: some RowColumns) throws(CatalogError) {
        let isNaN: Bool = try row[2]
        let stored: Double = try row[1]
        self.init(key: try row[0], value: isNaN ? .nan : stored, timestamp: try row[3], step: try row[4])
    }
}
