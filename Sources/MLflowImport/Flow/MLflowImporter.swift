package import Promotion
package import SluiceClient

/// Brings what an MLflow server knows to a Sluice server.
///
/// - Objects come page by page. One that came completely is noted with a fingerprint of what the source said of it, and is passed
///   over the next time; so whatever breaks off, starting again goes on, and what is done twice is done once.
/// - In the order in which they refer to each other: experiments, logged models, runs, metrics and files of logged models, registered
///   models, versions, aliases.
/// - An object that is wrong is counted and named. Only a source or a server that cannot be reached ends it.
package struct MLflowImporter: Sendable {
    let source: SourceClient
    let target: SluiceClient
    let options: ImportOptions
    let tally: ImportTally

    package init(
        from address: SourceAddress, to target: SluiceClient, options: ImportOptions,
        progress: @escaping @Sendable (ImportProgress) -> Void
    ) {
        source = SourceClient(address: address)
        self.target = target
        self.options = options
        tally = ImportTally(report: progress)
    }

    /// Brings everything that was asked for. Throws `ImportConflict` before anything is changed.
    package func run() async throws -> ImportReport {
        let content = try await examine()
        let report = try await target.startImport(
            StartImportRequest(
                source: source.address.uri, workspace: options.workspace, options: options.recorded))
        let flow = ImportFlow(importer: self, report: report)
        let experiments = try await flow.bring(content.experiments)
        let hasLoggedModels = try await flow.bringLoggedModels(of: experiments)
        for (index, experiment) in experiments.enumerated() {
            tally.enter("experiment \(index + 1) of \(experiments.count) \(experiment.name.quotedForMessage)")
            try await flow.bringRuns(of: experiment, withModels: hasLoggedModels)
        }
        if hasLoggedModels { try await flow.completeLoggedModels(of: experiments) }
        try await flow.bring(content.models)
        tally.enter("done")
        return try await target.endImport(report.id, tally.outcome)
    }

    /// What would come, and what is there already; nothing is changed.
    package func preview() async throws -> ImportOutcome {
        let content = try await examine()
        for kind in [ImportKind.experiment, .registeredModel] {
            let count = kind == .experiment ? content.experiments.count : content.models.count
            tally.count(kind) { $0.found = count }
        }
        try await ImportPreview(importer: self).count(content)
        return tally.outcome
    }

    /// What the source has of what was asked for.
    struct Content: Sendable {
        var experiments: [ImportedExperiment]
        var models: [SourceRegisteredModel]
    }

    /// Looks at names only, and compares them with those that are there.
    private func examine() async throws -> Content {
        tally.enter("looking at \(source.address.uri)")
        let content = Content(experiments: try await experiments(), models: try await registeredModels())
        var sentences = missing(options.experiments, among: content.experiments.map(\.name), "experiment")
        sentences += missing(options.models, among: content.models.map(\.name), "registered model")
        guard sentences.isEmpty else { throw ImportConflict(sentences: sentences) }
        guard !options.intoExisting else { return content }
        for names in content.experiments.map(\.name).chunks(of: 5000) {
            sentences += try await conflicts(experiments: names, models: [])
        }
        for names in content.models.map(\.name).chunks(of: 5000) {
            sentences += try await conflicts(experiments: [], models: names)
        }
        guard sentences.isEmpty else { throw ImportConflict(sentences: sentences) }
        return content
    }

    private func conflicts(experiments: [String], models: [String]) async throws -> [String] {
        try await target.importConflicts(
            ImportConflictsRequest(
                source: source.address.uri, workspace: options.workspace, experiments: experiments, models: models))
    }

    private func missing(_ asked: [String], among names: [String], _ noun: String) -> [String] {
        let known = Set(names)
        return asked.filter { !known.contains($0) }.map { "the source has no \(noun) \($0.quotedForMessage)" }
    }

    private func experiments() async throws -> [ImportedExperiment] {
        var experiments: [ImportedExperiment] = []
        do {
            try await source.once.experiments().forEachPage { elements, broken in
                for id in broken { tally.refuse(ImportProblem(.experiment, id, "it cannot be read")) }
                experiments += elements.map(\.imported)
            }
        } catch let error as SourceError {
            guard error.code == .missing else { throw error }
            throw SourceError(
                .notMLflow,
                "\(source.address.uri) answers, and not as an MLflow server of version 1.30 or later; check the tracking URI"
            )
        }
        let wanted = Set(options.experiments)
        return experiments.filter { wanted.isEmpty || wanted.contains($0.name) }
    }

    private func registeredModels() async throws -> [SourceRegisteredModel] {
        var models: [SourceRegisteredModel] = []
        do {
            try await source.registeredModels().forEachPage { elements, broken in
                for id in broken { tally.refuse(ImportProblem(.registeredModel, id, "it cannot be read")) }
                models += elements
            }
        } catch let error as SourceError {
            guard error.code == .missing else { throw error }
            tally.note("the source has no model registry; nothing of one comes")
        }
        let wanted = Set(options.models)
        return models.filter { wanted.isEmpty || wanted.contains($0.name) }
    }
}

extension Array {
    /// The elements in lists of at most `count`.
    func chunks(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}
