import Promotion
import SluiceClient
import Synchronization

extension ImportFlow {
    private static let pageSize = 100

    /// The runs of an experiment with their histories and files.
    func bringRuns(of experiment: Experiment, withModels: Bool) async throws {
        _ = try await tolerating(.experiment, experiment.name) {
            let pages = source.runs(of: experiment.id, since: options.since, pageSize: Self.pageSize)
            try await pages.forEachPage { runs, broken in
                tally.count(.run) { $0.found += runs.count + broken.count }
                for id in broken { tally.refuse(ImportProblem(.run, id, "it cannot be read")) }
                try await bring(runs, of: experiment, withModels: withModels)
            }
        }
    }

    private func bring(_ page: [SourceRun], of experiment: Experiment, withModels: Bool) async throws {
        let prints = try page.map { ImportFingerprint(id: $0.id, fingerprint: try fingerprint(of: $0)) }
        let unchanged = try await unchanged(.run, prints)
        tally.count(.run) { $0.unchanged += unchanged.count }
        for run in page { noteUnserved(.run, run.id, run.info.artifactUri) }
        // A run that goes on is looked at again, whatever it looks like: values may have been added before its latest ones.
        var runs = page.filter { !unchanged.contains($0.id) || !$0.isFinal }
        guard !runs.isEmpty else { return }
        if withModels { runs = try await complete(runs) }
        let answer = try await push(runs.map(\.imported), .run, into: \.runs, id: \.id, size: Self.size)
        let refused = Set(answer.refused.map(\.id))
        let incomplete = SharedIDs()
        for id in answer.incomplete { incomplete.insert(id) }
        for run in runs where !run.brokenParts.isEmpty {
            incomplete.insert(run.id)
            for part in run.brokenParts {
                tally.refuse(ImportProblem(.run, run.id, "\(part) cannot be read"), counted: false)
            }
        }
        let taken = runs.filter { !refused.contains($0.id) }
        let changed = taken.filter { !unchanged.contains($0.id) }
        tally.count(.run) { $0.updated += changed.count - (answer.new[.run]?.count ?? 0) }
        try await bringHistories(of: taken.map(\.imported), incomplete: incomplete)
        if options.bringsFiles {
            try await concurrently(taken, limit: options.concurrency) { run in
                let known = answer.fileCounts[run.id] ?? 0
                let isComplete = try await bringFiles(
                    of: .run(run.id), at: run.info.artifactUri, experiment: experiment.localID, known: known)
                if !isComplete { incomplete.insert(run.id) }
            }
        }
        let whole = Set(taken.map(\.id)).subtracting(incomplete.all)
        try await complete(.run, prints.filter { whole.contains($0.id) })
    }

    private func fingerprint(of run: SourceRun) throws -> String {
        try Fingerprint.of([run.imported], withFiles: options.bringsFiles && isServed(run.info.artifactUri))
    }

    /// The same runs with the logged models that they used: a stock server's search leaves those out.
    private func complete(_ runs: [SourceRun]) async throws -> [SourceRun] {
        let whole = Mutex<[String: SourceRun]>([:])
        try await concurrently(runs, limit: options.concurrency) { run in
            _ = try await tolerating(.run, run.id) {
                let answer = try await source.run(run.id)
                guard answer.id == run.id else { throw SourceError(.unusable, "the source answers another run") }
                whole.withLock { $0[run.id] = answer }
            }
        }
        let found = whole.withLock { $0 }
        return runs.compactMap { found[$0.id] }
    }

    /// About how long it is as JSON.
    private static func size(of run: ImportedRun) -> Int {
        let entries = (run.tags + run.params).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 24 }
        let datasets = run.datasets.reduce(0) { sum, dataset in
            sum + dataset.source.utf8.count + (dataset.schema?.utf8.count ?? 0) + (dataset.profile?.utf8.count ?? 0)
        }
        return 400 + entries + datasets * 5 / 4 + run.metrics.count * 200
    }
}
