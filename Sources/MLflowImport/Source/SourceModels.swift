import Promotion

/// A logged model as a source answers it.
struct SourceLoggedModel: SourceRecord {
    struct Info: Decodable, Sendable {
        let modelId: String
        let experimentId: LooseText
        let name: String?
        let modelType: String?
        let sourceRunId: String?
        let status: String?
        let creationTimestampMs: LooseInteger?
        let lastUpdatedTimestampMs: LooseInteger?
        let artifactUri: String?
        let tags: SourceList<SourceEntry>?
    }

    struct Content: Decodable, Sendable {
        let params: SourceList<SourceEntry>?
        let metrics: SourceList<SourceMetric>?
    }

    let info: Info
    let data: Content?

    var id: String { info.modelId }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable {
            struct Info: Decodable { let modelId: String }
            let info: Info
        }
        return try Identity(from: decoder).info.modelId
    }

    var imported: ImportedLoggedModel {
        var model = ImportedLoggedModel(
            id: id, experiment: info.experimentId.value, name: info.name ?? "", modelType: info.modelType ?? "",
            sourceRun: info.sourceRunId ?? "", status: info.status ?? "",
            created: info.creationTimestampMs?.value ?? 0, updated: info.lastUpdatedTimestampMs?.value ?? 0)
        model.tags = info.tags.imported
        model.params = (data?.params).imported
        return model
    }

    var metrics: [ImportedMetric] {
        (data?.metrics?.elements ?? []).map { metric in
            var metric = metric.imported
            metric.model = id
            return metric
        }
    }

    struct Page: SourcePage {
        let models: SourceList<SourceLoggedModel>?
        let nextPageToken: String?
        var list: SourceList<SourceLoggedModel>? { models }
    }
}

/// A registered model as a source answers it.
struct SourceRegisteredModel: SourceRecord {
    struct Alias: SourceRecord {
        let alias: String
        let version: LooseInteger
        var id: String { alias }
        static func identity(from decoder: any Decoder) throws -> String { "?" }
    }

    let name: String
    let description: String?
    let creationTimestamp: LooseInteger?
    let lastUpdatedTimestamp: LooseInteger?
    let tags: SourceList<SourceEntry>?
    let aliases: SourceList<Alias>?

    var id: String { name }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable { let name: String }
        return try Identity(from: decoder).name
    }

    var imported: ImportedRegisteredModel {
        var model = ImportedRegisteredModel(
            name: name, description: description, created: creationTimestamp?.value ?? 0,
            updated: lastUpdatedTimestamp?.value ?? 0)
        model.tags = tags.imported
        return model
    }

    var importedAliases: [ImportedAlias] {
        (aliases?.elements ?? []).map { ImportedAlias(name: name, alias: $0.alias, version: $0.version.value) }
            .sorted { $0.alias < $1.alias }
    }

    struct Page: SourcePage {
        let registeredModels: SourceList<SourceRegisteredModel>?
        let nextPageToken: String?
        var list: SourceList<SourceRegisteredModel>? { registeredModels }
    }
}

/// A version of a registered model as a source answers it.
struct SourceVersion: SourceRecord {
    let name: String
    let version: LooseInteger
    let userId: String?
    let description: String?
    let source: String?
    let runId: String?
    let runLink: String?
    let modelId: String?
    let currentStage: String?
    let creationTimestamp: LooseInteger?
    let lastUpdatedTimestamp: LooseInteger?
    let tags: SourceList<SourceEntry>?

    var id: String { "\(name)/\(version.value)" }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable {
            let name: String
            let version: LooseText
        }
        let identity = try Identity(from: decoder)
        return "\(identity.name)/\(identity.version.value)"
    }

    var imported: ImportedVersion {
        var version = ImportedVersion(
            name: name, version: version.value, userID: userId ?? "", description: description, source: source ?? "",
            place: nil, run: runId, runLink: runLink, model: modelId, stage: currentStage ?? "None",
            created: creationTimestamp?.value ?? 0, updated: lastUpdatedTimestamp?.value ?? 0)
        version.tags = tags.imported
        return version
    }

    struct Page: SourcePage {
        let modelVersions: SourceList<SourceVersion>?
        let nextPageToken: String?
        var list: SourceList<SourceVersion>? { modelVersions }
    }

    struct Place: Decodable, Sendable { let artifactUri: String? }
}
