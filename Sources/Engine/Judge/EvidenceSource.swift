import Artifacts
import Catalog
import Datasets
import Gates
import Promotion

/// Makes of a record what a gate can judge by: reads the predictions that it asks for, and looks up what its datasets contain. What is
/// damaged, gone or too large is missing, with the reason, and stops nothing else.
struct EvidenceSource: Sendable {
    let context: EngineContext
    /// Called with what is being done, for people who wait.
    var progress: @Sendable (String) -> Void = { _ in }

    /// The evidence for `gate`, at the time `now`.
    func evidence(_ record: EvidenceRecord, for gate: GatePolicy, now: Timestamp) async throws -> GateEvidence {
        var evidence = GateEvidence(candidate: record.candidate, champion: record.champion, now: now)
        for file in gate.predictionFiles {
            progress("reading \(file.quotedForMessage)")
            evidence.predictions[file] = PredictionTables(
                candidate: try await predictions(file, of: record.candidate.version, record),
                champion: try await predictions(file, of: record.champion.version, record))
        }
        evidence.tests = record.tests
        evidence.models = record.models
        evidence.soak = record.soak
        evidence.zones = gate.zoneOffsets(at: now)
        for (path, check) in gate.commands {
            evidence.commands[path] =
                (record.commands.first { $0.path == path && $0.check == check }
                ?? record.commands.first { $0.check == check })?.outcome
                ?? .unfinished(reason: "it did not run for version \(record.candidate.version)")
        }
        if gate.looksAtData {
            progress("looking at the datasets")
            evidence.data = try await data(record, for: gate)
        }
        return evidence
    }

    private func predictions(
        _ file: String, of version: Int?, _ record: EvidenceRecord
    ) async throws -> Gathered<PredictionFile> {
        guard let version else { return .missing(reason: "there is no champion") }
        guard let table = record.tables.first(where: { $0.version == version && $0.path == file }) else {
            let logged = record.tables.filter { $0.version == version }.prefix(8).map(\.path.quotedForMessage)
            let others = logged.isEmpty ? "and no other table" : "but \(logged.joined(separator: ", "))"
            return .missing(
                reason: "the evaluate step logged no \(file.quotedForMessage) of version \(version), \(others)")
        }
        if let problem = table.problem { return .missing(reason: problem) }
        let limit = context.settings.limits.predictionBytes
        guard table.size <= limit else {
            return .missing(
                reason:
                    "\(file.quotedForMessage) of version \(version) has \(table.size) bytes, and at most \(limit) are "
                    + "read ('limits.predictionSize' in server.yaml)")
        }
        do throws(ArtifactError) {
            let bytes = try await context.artifacts.verifiedBytes(of: table.digest, limit: limit)
            return .found(
                PredictionFile(
                    source: "\(file) of version \(version)", format: file.hasSuffix(".csv") ? .csv : .loggedTable,
                    bytes: bytes))
        } catch {
            return .missing(reason: "\(file.quotedForMessage) of version \(version): \(error.message)")
        }
    }

    private func data(_ record: EvidenceRecord, for gate: GatePolicy) async throws -> DataEvidence {
        let files = gate.refusesOverlap
        var data = DataEvidence(
            training: try await facts(record.training, files: files),
            evaluation: try await facts(record.evaluation, files: files))
        switch record.championTraining {
        case .missing(let reason): data.championTraining = .missing(reason: reason)
        case .found(let versions): data.championTraining = .found(try await facts(versions, files: false))
        }
        return data
    }

    private func facts(
        _ versions: [DatasetName: DatasetVersion], files: Bool
    ) async throws -> [DatasetName: DatasetFacts] {
        var facts: [DatasetName: DatasetFacts] = [:]
        for (name, version) in versions {
            facts[name] = DatasetFacts(version, try await contents(of: version, files: files))
        }
        return facts
    }

    /// What is on record; the digests of a Delta table's files are made when they are asked for the first time.
    private func contents(of version: DatasetVersion, files: Bool) async throws -> DatasetContents {
        let known = try await context.catalog.read { try $0.datasetContents(of: version.digest) }
        var contents = known ?? DatasetContents(rows: version.rowCount, newest: version.timestamp)
        guard files, contents.files == nil else { return contents }
        do throws(DatasetError) {
            contents.files = try await context.datasets.fileDigests(
                of: version, limit: context.settings.limits.overlapBytes)
            contents.filesUnknown = nil
        } catch {
            guard error.code != .cancelled else { throw CancellationError() }
            contents.filesUnknown = error.message
            return contents
        }
        let found = contents
        try await context.catalog.write { try $0.storeContents(found, of: version.digest, replacing: true) }
        return contents
    }
}

extension DatasetFacts {
    fileprivate init(_ version: DatasetVersion, _ contents: DatasetContents) {
        var version = version
        version.rowCount = version.rowCount ?? contents.rows
        version.timestamp = version.timestamp ?? contents.newest
        self.init(
            version: version,
            // CSV has names without types: such columns are all alike.
            columns: contents.columns.map { columns in columns.map { Column(name: $0.name, type: $0.type ?? "text") } },
            files: contents.files.map { Set($0.map(\.rawValue)) })
        rowsUnknown = contents.rowsUnknown
        columnsUnknown = contents.columnsUnknown
        filesUnknown = contents.filesUnknown
    }
}

extension GatePolicy {
    var looksAtData: Bool { nodes.contains { $0.check.condition.kind == .data } }

    /// Whether a check asks for the files of datasets.
    var refusesOverlap: Bool {
        nodes.contains { if case .data(let check) = $0.check.condition { check.refusesOverlap } else { false } }
    }

    /// The checks whose answer changes with the time alone.
    var timed: [(path: CheckPath, check: GateCheck)] {
        nodes.filter { $0.check.condition.kind == .soak || $0.check.condition.kind == .window }
    }
}
