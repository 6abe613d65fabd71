import Promotion

/// A run as a source answers it.
struct SourceRun: SourceRecord {
    let info: Info
    let data: Content?
    let inputs: Inputs?
    let outputs: Outputs?

    struct Info: Decodable, Sendable {
        let runId: String
        let experimentId: LooseText
        let runName: String?
        let userId: String?
        let status: String?
        let startTime: LooseInteger?
        let endTime: LooseInteger?
        let artifactUri: String?
        let lifecycleStage: String?
    }

    struct Content: Decodable, Sendable {
        let metrics: SourceList<SourceMetric>?
        let params: SourceList<SourceEntry>?
        let tags: SourceList<SourceEntry>?
    }

    struct Inputs: Decodable, Sendable {
        let datasetInputs: SourceList<SourceDataset>?
        let modelInputs: SourceList<SourceModelLink>?
    }

    struct Outputs: Decodable, Sendable {
        let modelOutputs: SourceList<SourceModelLink>?
    }

    var id: String { info.runId }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable {
            struct Info: Decodable { let runId: String }
            let info: Info
        }
        return try Identity(from: decoder).info.runId
    }

    /// Whether nothing is logged to it any more.
    var isFinal: Bool { !["RUNNING", "SCHEDULED"].contains(info.status ?? "") }

    /// Lists in an order that does not depend on the source's, so that equal runs have equal fingerprints.
    var imported: ImportedRun {
        var run = ImportedRun(
            id: id, experiment: info.experimentId.value, name: info.runName ?? "", userID: info.userId ?? "",
            status: info.status ?? "", lifecycleStage: info.lifecycleStage ?? "active",
            started: info.startTime?.value, ended: info.endTime.flatMap { $0.value == 0 ? nil : $0.value })
        run.tags = (data?.tags).imported
        run.params = (data?.params).imported
        run.metrics = (data?.metrics?.elements ?? []).map(\.imported).sorted { $0.key < $1.key }
        run.datasets = (inputs?.datasetInputs?.elements ?? []).map(\.imported)
            .sorted { ($0.name, $0.digest) < ($1.name, $1.digest) }
        run.modelInputs = (inputs?.modelInputs?.elements ?? []).map(\.modelId).sorted()
        run.modelOutputs = (outputs?.modelOutputs?.elements ?? [])
            .map { ImportedModelOutput(model: $0.modelId, step: $0.step?.value ?? 0) }.sorted { $0.model < $1.model }
        if run.name.isEmpty { run.name = run.tags.first { $0.key == "mlflow.runName" }?.value ?? "" }
        return run
    }

    /// What could not be read of it.
    var brokenParts: [String] {
        (data?.metrics?.broken ?? []).map { "metric \($0.quotedForMessage)" }
            + (data?.params?.broken ?? []).map { "param \($0.quotedForMessage)" }
            + (data?.tags?.broken ?? []).map { "tag \($0.quotedForMessage)" }
            + (inputs?.datasetInputs?.broken ?? []).map { "dataset \($0.quotedForMessage)" }
    }

    struct Page: SourcePage {
        let runs: SourceList<SourceRun>?
        let nextPageToken: String?
        var list: SourceList<SourceRun>? { runs }
    }

    struct Answer: Decodable, Sendable { let run: SourceRun }
}

/// A logged model that a run used or made.
struct SourceModelLink: SourceRecord {
    let modelId: String
    let step: LooseInteger?

    var id: String { modelId }

    static func identity(from decoder: any Decoder) throws -> String { "?" }
}

/// A dataset input as a source answers it.
struct SourceDataset: SourceRecord {
    struct Dataset: Decodable, Sendable {
        let name: String
        let digest: String
        let sourceType: String?
        let source: String?
        let schema: String?
        let profile: String?
    }

    let dataset: Dataset
    let tags: SourceList<SourceEntry>?

    var id: String { dataset.name }

    static func identity(from decoder: any Decoder) throws -> String { "?" }

    var imported: ImportedDataset {
        ImportedDataset(
            name: dataset.name, digest: dataset.digest, sourceType: dataset.sourceType ?? "",
            source: dataset.source ?? "", schema: dataset.schema, profile: dataset.profile, tags: tags.imported)
    }
}
