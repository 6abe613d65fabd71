import Promotion
import SluiceClient
import Synchronization

/// One import that has begun: what goes across, kind by kind.
struct ImportFlow: Sendable {
    let source: SourceClient
    let target: SluiceClient
    let options: ImportOptions
    let tally: ImportTally
    let report: ImportReport
    let bulk = BulkHistories()

    init(importer: MLflowImporter, report: ImportReport) {
        source = importer.source
        target = importer.target
        options = importer.options
        tally = importer.tally
        self.report = report
    }

    /// The same flow, but nothing of what it finds is counted.
    init(quiet other: ImportFlow) {
        source = other.source
        target = other.target
        options = other.options
        report = other.report
        tally = ImportTally { _ in }
    }

    /// An experiment that is on both sides.
    struct Experiment: Sendable {
        let id: String
        let localID: String
        let name: String
    }

    /// Experiments with their tags; gives those that are there now.
    func bring(_ experiments: [ImportedExperiment]) async throws -> [Experiment] {
        tally.enter("\(experiments.count) experiments")
        tally.count(.experiment) { $0.found += experiments.count }
        let answer = try await push(experiments, .experiment, into: \.experiments, id: \.name) { _ in 4096 }
        let known = experiments.count - answer.refused.count - (answer.new[.experiment]?.count ?? 0)
        tally.count(.experiment) { $0.unchanged += known }
        return experiments.compactMap { experiment in
            answer.experiments[experiment.id].map {
                Experiment(id: experiment.id, localID: $0, name: experiment.name)
            }
        }
    }

    /// Which of the objects came completely before.
    func unchanged(_ kind: ImportKind, _ objects: [ImportFingerprint]) async throws -> Set<String> {
        guard !objects.isEmpty else { return [] }
        return Set(
            try await target.unchanged(
                UnchangedObjectsRequest(
                    source: report.source, workspace: report.workspace, kind: kind, objects: objects)))
    }

    /// Notes that objects came completely.
    func complete(_ kind: ImportKind, _ objects: [ImportFingerprint]) async throws {
        guard !objects.isEmpty else { return }
        var batch = ImportBatch()
        batch.complete = [kind: objects]
        _ = try await target.importBatch(batch, report.id)
    }

    private static let batchSize = 4 << 20
    private static let batchCount = 500

    /// Sends records in batches of a few megabytes, and notes what was new and what was not taken.
    func push<Item: Sendable>(
        _ items: [Item], _ kind: ImportKind, into list: any WritableKeyPath<ImportBatch, [Item]> & Sendable,
        id: (Item) -> String, size: (Item) -> Int
    ) async throws -> ImportBatchReport {
        var answer = ImportBatchReport()
        var pending: [Item] = []
        var pendingSize = 0
        for item in items {
            let itemSize = size(item)
            if !pending.isEmpty, pendingSize + itemSize > Self.batchSize || pending.count >= Self.batchCount {
                answer.merge(try await send(pending, kind, list, id))
                pending = []
                pendingSize = 0
            }
            pending.append(item)
            pendingSize += itemSize
        }
        if !pending.isEmpty { answer.merge(try await send(pending, kind, list, id)) }
        for (kind, ids) in answer.new { tally.count(kind) { $0.new += ids.count } }
        for problem in answer.refused { tally.refuse(problem) }
        for problem in answer.leftOut { tally.refuse(problem, counted: false) }
        return answer
    }

    private func send<Item: Sendable>(
        _ items: [Item], _ kind: ImportKind, _ list: any WritableKeyPath<ImportBatch, [Item]> & Sendable,
        _ id: (Item) -> String
    ) async throws -> ImportBatchReport {
        var batch = ImportBatch()
        batch.intoExisting = options.intoExisting
        batch[keyPath: list] = items
        do throws(ClientError) { return try await target.importBatch(batch, report.id) } catch {
            guard error.code == .problem(.tooLarge) else { throw error }
            guard items.count > 1 else {
                var answer = ImportBatchReport()
                answer.refused = items.map { ImportProblem(kind, id($0), "it is larger than a request may be") }
                return answer
            }
            var answer = try await send(Array(items[..<(items.count / 2)]), kind, list, id)
            answer.merge(try await send(Array(items[(items.count / 2)...]), kind, list, id))
            return answer
        }
    }

    /// Goes on after what is wrong with one object of the source, and ends with what is wrong with the source.
    func tolerating(_ kind: ImportKind, _ id: String, _ body: () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            return true
        } catch let error as SourceError {
            guard !error.isFatal else { throw error }
            tally.refuse(ImportProblem(kind, id, error.description))
            return false
        }
    }
}

extension SourceError {
    /// Whether nothing more can be had from the source.
    var isFatal: Bool {
        switch code {
        case .address, .unreachable, .refused: true
        case .notMLflow, .missing, .unusable: false
        }
    }
}

extension ImportBatchReport {
    mutating func merge(_ other: ImportBatchReport) {
        experiments.merge(other.experiments) { $1 }
        new.merge(other.new) { $0 + $1 }
        fileCounts.merge(other.fileCounts) { $1 }
        refused += other.refused
        leftOut += other.leftOut
        waiting += other.waiting
        elsewhere += other.elsewhere
    }

    /// Ids of records of which something is missing.
    var incomplete: Set<String> { Set(refused.map(\.id) + leftOut.map(\.id) + waiting) }
}

/// Does something with each element, at most `limit` at the same time. The first error ends it.
func concurrently<Element: Sendable>(
    _ elements: [Element], limit: Int, _ body: @escaping @Sendable (Element) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        var rest = elements[...]
        for _ in 0..<max(limit, 1) {
            guard let element = rest.popFirst() else { break }
            group.addTask { try await body(element) }
        }
        while try await group.next() != nil {
            guard let element = rest.popFirst() else { continue }
            group.addTask { try await body(element) }
        }
    }
}

/// Ids that several tasks add to.
final class SharedIDs: Sendable {
    private let ids = Mutex<Set<String>>([])

    func insert(_ id: String) { ids.withLock { _ = $0.insert(id) } }
    var all: Set<String> { ids.withLock { $0 } }
}
