internal import GRDB
internal import Synchronization

/// Connections for reads that are over in microseconds: the caller's own thread does the work, because handing it to another one
/// would take longer than the read. A long read on one of them would make others wait: those go to the pool.
final class LookUpConnections: Sendable {
    private let connections: [DatabaseQueue]
    private let statements: RequestStatements
    /// Those that nobody is using. The one that was used last is the next, because the processor still has its pages.
    private let free: Mutex<[Int]>
    private let turn = Atomic(0)

    /// Opens them read-only on a catalog that is open already.
    init(path: String, configuration: Configuration, count: Int, statements: RequestStatements) throws {
        self.statements = statements
        var configuration = configuration
        configuration.readonly = true
        connections = try (0..<count).map { _ in try DatabaseQueue(path: path, configuration: configuration) }
        free = Mutex(Array(0..<count))
    }

    /// Runs `body` on a snapshot, at once; it waits only if all connections are in use.
    func read<Result>(_ body: (CatalogTransaction) throws -> Result) throws -> Result {
        let own = free.withLock { $0.popLast() }
        defer { if let own { free.withLock { $0.append(own) } } }
        let next = own ?? abs(turn.wrappingAdd(1, ordering: .relaxed).newValue % connections.count)
        return try connections[next].unsafeRead { try read(on: $0, budget: nil, body) }
    }

    /// As `read`, but nil if no connection is free, or if `body` does more than `budget` lets it. It was begun then, and left.
    func read<Result>(within budget: ReadBudget, _ body: (CatalogTransaction) throws -> Result) throws -> Result? {
        guard let own = free.withLock({ $0.popLast() }) else { return nil }
        defer { free.withLock { $0.append(own) } }
        do {
            return try connections[own].unsafeRead { try read(on: $0, budget: budget, body) }
        } catch {
            guard budget.isSpent else { throw error }
            return nil
        }
    }

    private func read<Result>(
        on database: Database, budget: ReadBudget?, _ body: (CatalogTransaction) throws -> Result
    ) throws -> Result {
        let transaction = CatalogTransaction(database: database, statements: statements, budget: budget)
        try transaction.execute("BEGIN")
        do {
            // Not the statements around it: those have to come to their end.
            let result = try budget?.limiting(database) { try body(transaction) } ?? body(transaction)
            try transaction.execute("COMMIT")
            return result
        } catch {
            if database.isInsideTransaction { try transaction.execute("ROLLBACK") }
            throw error
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
