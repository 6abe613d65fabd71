import Promotion
import SluiceClient

extension ImportFlow {
    /// The records of logged models, so that runs can refer to them. False if the source has none, or does not know of any.
    func bringLoggedModels(of experiments: [Experiment]) async throws -> Bool {
        tally.enter("logged models")
        var isAny = false
        do {
            try await forEachPage(of: experiments) { models, broken in
                isAny = true
                tally.count(.loggedModel) { $0.found += models.count + broken.count }
                for id in broken { tally.refuse(ImportProblem(.loggedModel, id, "it cannot be read")) }
                for model in models { noteUnserved(.loggedModel, model.id, model.info.artifactUri) }
                let (changed, unchanged) = try await split(models)
                let answer = try await push(
                    changed.map(\.imported), .loggedModel, into: \.loggedModels, id: \.id, size: Self.size)
                let known = changed.count - answer.refused.count - (answer.new[.loggedModel]?.count ?? 0)
                tally.count(.loggedModel) {
                    $0.unchanged += unchanged
                    $0.updated += known
                }
            }
        } catch let error as SourceError {
            guard error.code == .missing else { throw error }
            tally.note("the source has no logged models, as MLflow before version 3; the rest comes")
            return false
        }
        return isAny
    }

    /// Metrics and files of the logged models, after the runs that logged them.
    func completeLoggedModels(of experiments: [Experiment]) async throws {
        tally.enter("metrics and files of logged models")
        let localIDs = Dictionary(experiments.map { ($0.id, $0.localID) }) { $1 }
        try await forEachPage(of: experiments) { models, _ in
            let (changed, _) = try await split(models)
            // What is refused was counted when it came first.
            let probe = ImportFlow(quiet: self)
            let again = try await probe.push(
                changed.map(\.imported), .loggedModel, into: \.loggedModels, id: \.id, size: Self.size)
            let incomplete = SharedIDs()
            for id in again.incomplete { incomplete.insert(id) }
            let taken = changed.filter { model in !again.refused.contains { $0.id == model.id } }
            let metrics = try await push(
                taken.flatMap(\.metrics), .metric, into: \.modelMetrics, id: { "\($0.model ?? "")/\($0.key)" }
            ) { _ in 250 }
            for id in metrics.waiting { incomplete.insert(id) }
            for problem in metrics.refused { incomplete.insert(String(problem.id.prefix { $0 != "/" })) }
            if options.bringsFiles {
                try await concurrently(taken, limit: options.concurrency) { model in
                    let isComplete = try await bringFiles(
                        of: .model(model.id), at: model.info.artifactUri,
                        experiment: localIDs[model.info.experimentId.value] ?? "0",
                        known: again.fileCounts[model.id] ?? 0)
                    if !isComplete { incomplete.insert(model.id) }
                }
            }
            let open = incomplete.all
            let whole = taken.filter { !open.contains($0.id) && $0.info.status != "LOGGED_MODEL_PENDING" }
            try await complete(.loggedModel, whole.map(fingerprint))
        }
    }

    private func forEachPage(
        of experiments: [Experiment], _ body: ([SourceLoggedModel], [String]) async throws -> Void
    ) async throws {
        for some in experiments.chunks(of: 50) {
            try await source.loggedModels(of: some.map(\.id)).forEachPage { models, broken in
                if !models.isEmpty || !broken.isEmpty { try await body(models, broken) }
            }
        }
    }

    private func split(_ models: [SourceLoggedModel]) async throws -> (changed: [SourceLoggedModel], unchanged: Int) {
        let unchanged = try await unchanged(.loggedModel, models.map(fingerprint))
        return (models.filter { !unchanged.contains($0.id) }, unchanged.count)
    }

    private func fingerprint(of model: SourceLoggedModel) throws -> ImportFingerprint {
        let withFiles = options.bringsFiles && isServed(model.info.artifactUri)
        let metrics = model.metrics.sorted { ($0.key, $0.step, $0.timestamp) < ($1.key, $1.step, $1.timestamp) }
        return ImportFingerprint(
            id: model.id, fingerprint: try Fingerprint.of([model.imported, metrics], withFiles: withFiles))
    }

    private static func size(of model: ImportedLoggedModel) -> Int {
        400 + (model.tags + model.params).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 24 }
    }
}
