import Promotion

// The operations of MLflow's protocol that an import reads.

extension SourceClient {
    private static let api = "/api/2.0/mlflow/"

    private struct Search: Encodable {
        var experimentIds: [String]?
        var viewType: String?
        var runViewType: String?
        var filter: String?
        var orderBy: [String]?
        var maxResults: Int
        var pageToken: String?
    }

    func experiments() -> SourcePager<SourceExperiment.Page> {
        SourcePager(what: "experiments") { token async throws(SourceError) in
            try await post(
                Self.api + "experiments/search", Search(viewType: "ALL", maxResults: 1000, pageToken: token))
        }
    }

    /// Oldest first, so that runs which are made meanwhile come last.
    func runs(of experiment: String, since: Timestamp?, pageSize: Int) -> SourcePager<SourceRun.Page> {
        SourcePager(what: "runs of experiment \(experiment.quotedForMessage)") { token async throws(SourceError) in
            try await post(
                Self.api + "runs/search",
                Search(
                    experimentIds: [experiment], runViewType: "ALL",
                    filter: since.map { "attributes.start_time >= \($0.milliseconds)" },
                    orderBy: ["attributes.start_time ASC"], maxResults: pageSize, pageToken: token))
        }
    }

    func run(_ id: String) async throws(SourceError) -> SourceRun {
        try await get(Self.api + "runs/get", [("run_id", id)], as: SourceRun.Answer.self).run
    }

    func history(of key: String, run: String) -> SourcePager<SourceMetric.Page> {
        SourcePager(what: "values of metric \(key.quotedForMessage)") { token async throws(SourceError) in
            try await get(
                Self.api + "metrics/get-history",
                [("run_id", run), ("metric_key", key), ("max_results", "25000")]
                    + (token.map { [("page_token", $0)] } ?? []))
        }
    }

    /// How many values one answer of `histories` has at most, and of how many runs.
    static let bulkValues = 25_000
    static let bulkRuns = 50

    /// The histories of one metric in several runs; cut at `bulkValues`. An operation of MLflow's own pages, which old servers lack.
    func histories(of key: String, runs: [String]) async throws(SourceError) -> SourceMetric.Page {
        try await get(
            "/ajax-api/2.0/mlflow/metrics/get-history-bulk",
            runs.map { ("run_id", $0) } + [("metric_key", key), ("max_results", String(Self.bulkValues))])
    }

    func loggedModels(of experiments: [String]) -> SourcePager<SourceLoggedModel.Page> {
        SourcePager(what: "logged models") { token async throws(SourceError) in
            try await post(
                Self.api + "logged-models/search",
                Search(experimentIds: experiments, maxResults: 100, pageToken: token))
        }
    }

    func registeredModels() -> SourcePager<SourceRegisteredModel.Page> {
        SourcePager(what: "registered models") { token async throws(SourceError) in
            try await get(
                Self.api + "registered-models/search",
                [("max_results", "500")] + (token.map { [("page_token", $0)] } ?? []))
        }
    }

    /// By name, and in the order of their numbers.
    func versions() -> SourcePager<SourceVersion.Page> {
        SourcePager(what: "model versions") { token async throws(SourceError) in
            try await get(
                Self.api + "model-versions/search",
                [("max_results", "500"), ("order_by", "name ASC"), ("order_by", "version_number ASC")]
                    + (token.map { [("page_token", $0)] } ?? []))
        }
    }

    /// Where a version's files are.
    func place(ofVersion version: Int64, of name: String) async throws(SourceError) -> String? {
        try await get(
            Self.api + "model-versions/get-download-uri", [("name", name), ("version", String(version))],
            as: SourceVersion.Place.self
        ).artifactUri
    }

    /// What is directly in a folder below the source's artifact root.
    func files(in folder: String) -> SourcePager<SourceFile.Page> {
        SourcePager(what: "files in \(folder.quotedForMessage)") { token async throws(SourceError) in
            try await get(Self.artifacts, [("path", folder)] + (token.map { [("page_token", $0)] } ?? []))
        }
    }
}

/// A file or a folder as a source lists it.
struct SourceFile: SourceRecord {
    let path: String
    let isDir: Bool?
    let fileSize: LooseInteger?

    var id: String { path }

    static func identity(from decoder: any Decoder) throws -> String {
        struct Identity: Decodable { let path: String }
        return try Identity(from: decoder).path
    }

    struct Page: SourcePage {
        let files: SourceList<SourceFile>?
        let nextPageToken: String?
        var list: SourceList<SourceFile>? { files }
    }
}
