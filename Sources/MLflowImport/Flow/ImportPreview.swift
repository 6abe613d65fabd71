import Promotion
import SluiceClient

/// Counts what would come, by the source's lists alone. Files and values of metrics are not counted: they would have to be listed.
struct ImportPreview: Sendable {
    private let source: SourceClient
    private let target: SluiceClient
    private let options: ImportOptions
    private let tally: ImportTally

    init(importer: MLflowImporter) {
        source = importer.source
        target = importer.target
        options = importer.options
        tally = importer.tally
    }

    func count(_ content: MLflowImporter.Content) async throws {
        for (index, experiment) in content.experiments.enumerated() {
            tally.enter(
                "experiment \(index + 1) of \(content.experiments.count) \(experiment.name.quotedForMessage)")
            let pages = source.runs(of: experiment.id, since: options.since, pageSize: 500)
            try await pages.forEachPage { runs, broken in
                let prints = try runs.map { run in
                    ImportFingerprint(id: run.id, fingerprint: try Fingerprint.of([run.imported], withFiles: false))
                }
                try await count(.run, prints, broken)
            }
        }
        try await countLoggedModels(of: content.experiments.map(\.id))
        let wanted = Set(content.models.map(\.name))
        guard !wanted.isEmpty else { return }
        try await source.versions().forEachPage { versions, broken in
            let prints = try versions.filter { wanted.contains($0.name) }.map { version in
                ImportFingerprint(
                    id: version.id, fingerprint: try Fingerprint.of([version.imported], withFiles: false))
            }
            try await count(.modelVersion, prints, broken)
        }
    }

    private func countLoggedModels(of experiments: [String]) async throws {
        do {
            for some in experiments.chunks(of: 50) {
                try await source.loggedModels(of: some).forEachPage { models, broken in
                    tally.count(.loggedModel) { $0.found += models.count + broken.count }
                }
            }
        } catch let error as SourceError {
            guard error.code == .missing else { throw error }
            tally.note("the source has no logged models, as MLflow before version 3; the rest would come")
        }
    }

    private func count(_ kind: ImportKind, _ prints: [ImportFingerprint], _ broken: [String]) async throws {
        for id in broken { tally.refuse(ImportProblem(kind, id, "it cannot be read")) }
        let unchanged =
            prints.isEmpty
            ? []
            : try await target.unchanged(
                UnchangedObjectsRequest(
                    source: source.address.uri, workspace: options.workspace, kind: kind, objects: prints))
        tally.count(kind) {
            $0.found += prints.count + broken.count
            $0.unchanged += unchanged.count
            $0.new += prints.count - unchanged.count
        }
    }
}
