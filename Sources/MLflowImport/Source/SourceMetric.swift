import Promotion

/// A metric as a source answers it.
struct SourceMetric: SourceRecord {
    let key: String
    let value: Double
    let timestamp: LooseInteger
    let step: LooseInteger?
    let runId: String?
    let modelId: String?
    let datasetName: String?
    let datasetDigest: String?

    /// Its place in a history, where values of one key come again.
    var id: String { "\(runId ?? "")/\(key)/\(timestamp.value)/\(step?.value ?? 0)/\(value)" }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable { let key: String }
        return try Identity(from: decoder).key
    }

    var imported: ImportedMetric {
        var metric = ImportedMetric(key: key, value: value, timestamp: timestamp.value, step: step?.value ?? 0)
        metric.model = modelId
        metric.datasetName = datasetName
        metric.datasetDigest = datasetDigest
        metric.run = runId
        return metric
    }

    struct Page: SourcePage {
        let metrics: SourceList<SourceMetric>?
        let nextPageToken: String?
        var list: SourceList<SourceMetric>? { metrics }
    }
}
