internal import Catalog
internal import Promotion

/// Stores one batch inside its transaction, record by record: what is wrong with one of them undoes that one.
struct ImportWriter {
    let call: Call
    let report: ImportReport
    let intoExisting: Bool
    var answer = ImportBatchReport()

    /// The experiment that every workspace has; a source's is the workspace's own.
    static let defaultExperiment = "Default"
    /// Tags with the reserved prefix are Sluice's own: a source's do not come.
    static let markTag = "sluice.imported"

    init(call: Call, report: ImportReport, intoExisting: Bool) {
        self.call = call
        self.report = report
        self.intoExisting = intoExisting
    }

    var transaction: CatalogTransaction { call.transaction }

    /// The mark that MLflow's clients see.
    var markEntry: Entry { Entry(key: Self.markTag, value: "not witnessed; from \(report.source)") }

    /// In the order in which records refer to each other.
    mutating func store(_ batch: ImportBatch) throws {
        for experiment in batch.experiments {
            try attempt(.experiment, experiment.name) { try $0.store(experiment) }
        }
        for model in batch.loggedModels { try attempt(.loggedModel, model.id) { try $0.store(model) } }
        for run in batch.runs { try attempt(.run, run.id) { try $0.store(run) } }
        for series in batch.series { try attempt(.metric, "\(series.run)/\(series.key)") { try $0.store(series) } }
        for metric in batch.modelMetrics {
            try attempt(.metric, "\(metric.model ?? "")/\(metric.key)") { try $0.storeOfModel(metric) }
        }
        for model in batch.registeredModels { try attempt(.registeredModel, model.name) { try $0.store(model) } }
        for version in batch.versions { try attempt(.modelVersion, version.id) { try $0.store(version) } }
        for alias in batch.aliases {
            try attempt(.registeredModel, "\(alias.name)@\(alias.alias)") { try $0.store(alias) }
        }
        for (kind, objects) in batch.complete {
            for object in objects { try transaction.setCheckpoint(object, kind, of: report, at: call.now) }
        }
    }

    /// Runs `body`; if a rule of the API or of the schema is broken, what it did is undone and the record is refused.
    private mutating func attempt(
        _ kind: ImportKind, _ id: String, _ body: (inout ImportWriter) throws -> Void
    ) throws {
        do {
            try transaction.separately { try body(&self) }
        } catch {
            answer.refused.append(ImportProblem(kind, id, try Self.reason(error)))
        }
    }

    /// What is wrong with the record; throws on what is wrong with the catalog.
    private static func reason(_ error: any Error) throws -> String {
        if let error = error as? MLflowError { return error.message }
        guard let error = error as? CatalogError else { throw error }
        switch error.code {
        case .duplicate, .brokenReference, .constraint: return error.message
        case .unopenable, .newerSchema, .readOnly, .busy, .full, .damaged, .failed: throw error
        }
    }

    mutating func noteNew(_ kind: ImportKind, _ id: String) { answer.new[kind, default: []].append(id) }

    /// The entries that keep the rules; the others are left out, and said.
    mutating func kept(
        _ entries: [ImportedEntry], of kind: ImportKind, _ id: String, by rule: (Entry) throws -> Entry
    ) throws -> [Entry] {
        var kept: [Entry] = []
        for entry in entries where !entry.key.hasPrefix(EntityNames.reservedPrefix) {
            do { kept.append(try rule(Entry(key: entry.key, value: entry.value))) } catch {
                leaveOut(kind, id, try Self.reason(error))
            }
        }
        return kept
    }

    mutating func leaveOut(_ kind: ImportKind, _ id: String, _ reason: String) {
        answer.leftOut.append(ImportProblem(kind, id, reason))
    }

    /// The experiment here that a source's is.
    func experimentID(_ sourceID: String) throws -> Int64 {
        guard let id = try transaction.experimentID(importedFrom: report.source, id: sourceID, in: call.name) else {
            throw MLflowError.invalid("its experiment \(sourceID.quotedForMessage) has not been imported")
        }
        return id
    }

    /// An id that may stand in a path: letters, digits, `_` and `-`, as MLflow makes them.
    static func requireID(_ id: String) throws {
        let isPlain = id.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
        }
        guard isPlain, !id.isEmpty, id.utf8.count <= 256, id.first != "-", id != "models" else {
            throw MLflowError.invalid("\(id.quotedForMessage) is no id")
        }
    }
}
