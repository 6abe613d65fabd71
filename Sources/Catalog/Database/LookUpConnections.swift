internal import GRDB
internal import Synchronization

/// Connections for reads that are over in microseconds: the caller's own thread does the work, because handing it to another one
/// would take longer than the read. A long read on one of them would make others wait: those go to the pool.
final class LookUpConnections: Sendable {
    private let connections: [DatabaseQueue]
    private let statements: RequestStatements
    private let turn = Atomic(0)

    /// Opens them read-only on a catalog that is open already.
    init(path: String, configuration: Configuration, count: Int, statements: RequestStatements) throws {
        self.statements = statements
        var configuration = configuration
        configuration.readonly = true
        connections = try (0..<count).map { _ in try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Runs `body` on a snapshot, at once.
    func read<Result>(_ body: (CatalogTransaction) throws -> Result) throws -> Result {
        let next = turn.wrappingAdd(1, ordering: .relaxed).newValue
        return try connections[abs(next % connections.count)].unsafeRead { [statements] database in
            let transaction = CatalogTransaction(database: database, statements: statements)
            try transaction.execute("BEGIN")
            do {
                let result = try body(transaction)
                try transaction.execute("COMMIT")
                return result
            } catch {
                if database.isInsideTransaction { try transaction.execute("ROLLBACK") }
                throw error
            }
        }
    }

    /// Waits for the reads that are under way.
    func close() throws {
        for connection in connections {
            connection.unsafeRead { statements.end(of: $0) }
            try connection.close()
        }
    }
}
