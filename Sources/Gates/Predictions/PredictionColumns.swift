import Promotion

/// Reads the tables of predictions for one decision: each file in one pass for the columns of all checks, and each column once.
///
/// Used by one thread; the readers cut a file into parts by themselves.
final class PredictionColumns {
    /// Whose predictions a table has.
    enum Owner: Hashable {
        case candidate, champion
    }

    private struct Key: Hashable {
        let file: String
        let owner: Owner
    }

    private struct Columns {
        var source: String
        var rows: Int
        var known: [ColumnRequest: ObservationColumn]
    }

    private let tables: [String: PredictionTables]
    /// What the checks of the gate will ask for, by file.
    private let planned: [String: Set<ColumnRequest>]
    private var read: [Key: Columns] = [:]

    init(tables: [String: PredictionTables], planned: [String: Set<ColumnRequest>]) {
        self.tables = tables
        self.planned = planned
    }

    /// A table with the columns of `requests`, whose names differ.
    func table(
        _ file: String, of owner: Owner, columns requests: [ColumnRequest]
    ) throws(EvidenceGap) -> ObservationTable {
        let key = Key(file: file, owner: owner)
        if requests.contains(where: { read[key]?.known[$0] == nil }) { try fill(key, requests) }
        guard let columns = read[key] else { throw EvidenceGap("'\(file)' was not read") }
        var found: [String: ObservationColumn] = [:]
        for request in requests { found[request.name] = columns.known[request] }
        return ObservationTable(source: columns.source, rows: columns.rows, columns: found)
    }

    /// Reads what is missing, together with what others will ask for if the file has all of that.
    private func fill(_ key: Key, _ requests: [ColumnRequest]) throws(EvidenceGap) {
        let file = try file(key)
        let missing = requests.filter { read[key]?.known[$0] == nil }
        var together = missing
        if read[key] == nil {
            for request in (planned[key.file] ?? []).sorted(by: { $0.name < $1.name })
            where !together.contains(where: { $0.name == request.name }) {
                together.append(request)
            }
        }
        do throws(ObservationError) {
            keep(try Self.read(file, together), together, key)
        } catch {
            guard together.count > missing.count else { throw EvidenceGap(error) }
            do throws(ObservationError) { keep(try Self.read(file, missing), missing, key) } catch {
                throw EvidenceGap(error)
            }
        }
    }

    private func file(_ key: Key) throws(EvidenceGap) -> PredictionFile {
        let words = key.owner == .candidate ? "candidate" : "champion"
        let gathered = key.owner == .candidate ? tables[key.file]?.candidate : tables[key.file]?.champion
        switch gathered {
        case .found(let file): return file
        case .missing(let reason): throw EvidenceGap("the predictions of the \(words) are missing: \(reason)")
        case nil:
            throw EvidenceGap(
                "the predictions of the \(words) are missing: the evaluate step logged no \(key.file.quotedForMessage)")
        }
    }

    private func keep(_ table: ObservationTable, _ requests: [ColumnRequest], _ key: Key) {
        var columns = read[key] ?? Columns(source: table.source, rows: table.rows, known: [:])
        for request in requests { columns.known[request] = table.columns[request.name] }
        read[key] = columns
    }

    private static func read(
        _ file: PredictionFile, _ columns: [ColumnRequest]
    ) throws(ObservationError) -> ObservationTable {
        switch file.format {
        case .csv: try CSVReader(source: file.source).read(file.bytes, columns: columns)
        case .loggedTable: try LoggedTableReader(source: file.source).read(file.bytes, columns: columns)
        }
    }
}
