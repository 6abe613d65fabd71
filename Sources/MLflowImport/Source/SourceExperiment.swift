import Promotion

/// An experiment as a source answers it.
struct SourceExperiment: SourceRecord {
    let experimentId: LooseText
    let name: String
    let lifecycleStage: String?
    let creationTime: LooseInteger?
    let lastUpdateTime: LooseInteger?
    let tags: SourceList<SourceEntry>?

    var id: String { experimentId.value }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable { let experimentId: LooseText }
        return try Identity(from: decoder).experimentId.value
    }

    var imported: ImportedExperiment {
        ImportedExperiment(
            id: id, name: name, lifecycleStage: lifecycleStage ?? "active",
            created: creationTime.map { Timestamp(milliseconds: $0.value) },
            updated: lastUpdateTime.map { Timestamp(milliseconds: $0.value) }, tags: tags.imported)
    }

    struct Page: SourcePage {
        let experiments: SourceList<SourceExperiment>?
        let nextPageToken: String?
        var list: SourceList<SourceExperiment>? { experiments }
    }
}

/// A tag or a param as a source answers it.
struct SourceEntry: SourceRecord {
    let key: String
    let value: String?

    var id: String { key }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable { let key: String }
        return try Identity(from: decoder).key
    }
}

extension SourceList<SourceEntry>? {
    /// By key: a source's own order says nothing, and changes.
    var imported: [ImportedEntry] {
        (self?.elements ?? []).map { ImportedEntry(key: $0.key, value: $0.value ?? "") }
            .sorted { ($0.key, $0.value) < ($1.key, $1.value) }
    }
}
