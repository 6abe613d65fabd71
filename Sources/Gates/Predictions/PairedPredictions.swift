import Promotion

/// The rows that both models predicted, as the checks of one decision need them. What two checks share is paired once.
final class PairedPredictions {
    private struct Key: Hashable {
        let source: PredictionSource
        let form: PredictionForm
        let isPaired: Bool
    }

    private struct PairingKey: Hashable {
        let file: String
        let id: String?
        let label: ColumnRequest
    }

    let columns: PredictionColumns
    private var rows: [Key: PredictedRows] = [:]
    private var pairings: [PairingKey: [Int]?] = [:]

    init(policy: GatePolicy, tables: [String: PredictionTables]) {
        var planned: [String: Set<ColumnRequest>] = [:]
        for node in policy.nodes {
            guard let asked = node.check.condition.plannedColumns else { continue }
            planned[asked.file, default: []].formUnion(asked.columns)
        }
        columns = PredictionColumns(tables: tables, planned: planned)
    }

    /// The rows for metrics of one form. Unpaired, the candidate stands in the champion's place.
    func rows(
        _ source: PredictionSource, _ form: PredictionForm, paired: Bool
    ) throws(EvidenceGap) -> PredictedRows {
        let key = Key(source: source, form: form, isPaired: paired)
        if let known = rows[key] { return known }
        let requests = form.columns(of: source)
        let tables = try tables(source, requests, label: requests[0], paired: paired)
        let made: PredictedRows
        do throws(ObservationError) { made = try PredictedRows(tables, source, form) } catch {
            throw EvidenceGap(error)
        }
        rows[key] = made
        return made
    }

    /// Both tables with their rows matched, or the candidate's twice.
    func tables(
        _ source: PredictionSource, _ requests: [ColumnRequest], label: ColumnRequest, paired: Bool
    ) throws(EvidenceGap) -> PairedTables {
        let mine = try columns.table(source.file, of: .candidate, columns: requests)
        guard paired else { return PairedTables(mine) }
        let theirs = try columns.table(source.file, of: .champion, columns: requests)
        let key = PairingKey(file: source.file, id: source.id, label: label)
        if let known = pairings[key] { return PairedTables(candidate: mine, champion: theirs, championRows: known) }
        let id = source.id.map { ColumnRequest($0, .categories) }
        let asked = [label] + (id.map { $0.name == label.name ? [] : [$0] } ?? [])
        let keyed = (
            try columns.table(source.file, of: .candidate, columns: asked),
            try columns.table(source.file, of: .champion, columns: asked)
        )
        do throws(ObservationError) {
            let matched = try PairedTables(
                candidate: keyed.0, champion: keyed.1, key: source.id, labels: label.name)
            pairings[key] = .some(matched.championRows)
            return PairedTables(candidate: mine, champion: theirs, championRows: matched.championRows)
        } catch {
            throw EvidenceGap(error)
        }
    }

    /// Which slice each row is in, by the candidate's table. Rows without a value are a slice of their own.
    func slices(_ source: PredictionSource, by names: [String]) throws(EvidenceGap) -> CategoryColumn {
        let table = try columns.table(
            source.file, of: .candidate, columns: names.map { ColumnRequest($0, .categories) })
        let columns = names.compactMap { name -> CategoryColumn? in
            guard case .categories(let column) = table.columns[name] else { return nil }
            return column.namingMissing("(none)")
        }
        return CategoryColumn.combined(columns)
    }
}

extension CategoryColumn {
    /// The same with a category for rows that have no value.
    func namingMissing(_ name: String) -> CategoryColumn {
        guard codes.contains(Self.missing) else { return self }
        let code = UInt32(categories.count)
        return CategoryColumn(codes: codes.map { $0 == Self.missing ? code : $0 }, categories: categories + [name])
    }
}
