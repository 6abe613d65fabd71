import Promotion
import SluiceClient
import Synchronization

/// Whether the source answers for many runs at once; found out by asking.
final class BulkHistories: Sendable {
    private let isMissing = Mutex(false)

    var isThere: Bool { !isMissing.withLock { $0 } }
    func noteMissing() { isMissing.withLock { $0 = true } }
}

extension ImportFlow {
    /// The whole history of every metric of the runs. Runs of which something cannot be read are noted as incomplete.
    func bringHistories(of runs: [ImportedRun], incomplete: SharedIDs) async throws {
        var runsByKey: [String: [String]] = [:]
        for run in runs {
            for metric in run.metrics { runsByKey[metric.key, default: []].append(run.id) }
        }
        let jobs = runsByKey.sorted { $0.key < $1.key }.flatMap { key, runs in
            runs.chunks(of: SourceClient.bulkRuns).map { (key: key, runs: $0) }
        }
        let buffer = SeriesBuffer(flow: self, incomplete: incomplete)
        try await concurrently(jobs, limit: options.concurrency) { job in
            if try await bringAtOnce(job.key, job.runs, buffer) { return }
            for run in job.runs {
                let isRead = try await tolerating(.metric, "\(run)/\(job.key)") {
                    try await source.history(of: job.key, run: run).forEachPage { metrics, broken in
                        try Self.refuseBroken(broken)
                        try await buffer.add(metrics.map(\.imported), job.key, of: run)
                    }
                }
                if !isRead { incomplete.insert(run) }
            }
        }
        try await buffer.flush()
    }

    /// The histories of several runs in one request; false if the source cannot do that, or has more than it answers.
    private func bringAtOnce(_ key: String, _ runs: [String], _ buffer: SeriesBuffer) async throws -> Bool {
        guard bulk.isThere, runs.count > 1 else { return false }
        let answer: SourceMetric.Page
        do throws(SourceError) { answer = try await source.histories(of: key, runs: runs) } catch {
            guard !error.isFatal else { throw error }
            bulk.noteMissing()
            return false
        }
        let list = answer.metrics ?? SourceList()
        guard list.elements.count < SourceClient.bulkValues, list.broken.isEmpty else { return false }
        var byRun: [String: [ImportedMetric]] = [:]
        for metric in list.elements { byRun[metric.runId ?? "", default: []].append(metric.imported) }
        // Each of the runs has the metric; a source that leaves one out is asked in the other way.
        guard runs.allSatisfy({ byRun[$0] != nil }) else { return false }
        for run in runs { try await buffer.add(byRun[run] ?? [], key, of: run) }
        return true
    }

    private static func refuseBroken(_ broken: [String]) throws(SourceError) {
        guard !broken.isEmpty else { return }
        throw SourceError(.unusable, "\(broken.count) of its values cannot be read")
    }
}

/// Collects pieces of histories, and sends them when there are enough.
actor SeriesBuffer {
    private let flow: ImportFlow
    private let incomplete: SharedIDs
    private var pending: [ImportedSeries] = []
    private var count = 0

    private static let most = 50_000

    init(flow: ImportFlow, incomplete: SharedIDs) {
        self.flow = flow
        self.incomplete = incomplete
    }

    func add(_ metrics: [ImportedMetric], _ key: String, of run: String) async throws {
        var series = ImportedSeries(run: run, key: key)
        for metric in metrics where metric.key == key {
            series.values.append(metric.value)
            series.timestamps.append(metric.timestamp)
            series.steps.append(metric.step)
        }
        guard !series.values.isEmpty else { return }
        flow.tally.count(.metric) { $0.found += series.values.count }
        pending.append(series)
        count += series.values.count
        if count >= Self.most { try await flush() }
    }

    func flush() async throws {
        let sent = pending
        pending = []
        count = 0
        let answer = try await flow.push(
            sent, .metric, into: \.series, id: { "\($0.run)/\($0.key)" }, size: { 100 + $0.values.count * 40 })
        for problem in answer.refused { incomplete.insert(String(problem.id.prefix { $0 != "/" })) }
    }
}
