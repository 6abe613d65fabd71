import Catalog
import Promotion

/// A table that an evaluation logged: where its bytes are. The bytes stay in the artifact store, under their digest.
struct LoggedTable: Hashable, Codable, Sendable {
    /// The model version that was scored.
    var version: Int
    /// The artifact's path in its run.
    var path: String
    var digest: Digest
    /// In bytes.
    var size: Int64
    /// Why it cannot be used all the same; nil if it can.
    var problem: String?
}

extension CatalogTransaction {
    /// The most tables of one evaluation that are kept in mind; a gate can only ask for those.
    private static let mostTables = 200

    /// The tables that the evaluation of `version` logged, by path: JSON of `mlflow.log_table`, and CSV.
    func loggedTables(of version: Int, run: RunRecord) throws(CatalogError) -> [LoggedTable] {
        var tables: [String: LoggedTable] = [:]
        for logged in try evaluationRuns(of: version, run: run) {
            for file in try artifactFiles(below: "", of: .run(id: logged.id))
            where file.path.hasSuffix(".json") || file.path.hasSuffix(".csv") {
                var table = LoggedTable(version: version, path: file.path, digest: file.digest, size: file.size)
                if let other = tables[file.path], other.digest != table.digest {
                    table.problem =
                        "the evaluate step logged \(file.path.quotedForMessage) in more than one MLflow run, and they differ"
                }
                tables[file.path] = table
            }
        }
        return tables.values.sorted { $0.path < $1.path }.prefix(Self.mostTables).map { $0 }
    }
}
