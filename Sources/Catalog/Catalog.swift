internal import GRDB
package import Promotion

/// The catalog of one server: everything that is known about projects, runs, models and what led to what.
///
/// Invariants:
/// - One process opens a catalog file, and in it one `Catalog`. There is one writer connection, so writes happen one after another.
/// - Only the writer connection checkpoints; see `SQLitePool`.
/// - What `write` returned from survives `kill -9` and loss of power.
/// - Bound parameters only; see `SQL`.
package struct Catalog: Sendable {
    private let connections: SQLitePool
    private let writer: GroupCommit
    /// In steps of SQLite's machine: a page of a hundred runs, about a millisecond.
    private static let smallRead = 50_000

    private init(_ connections: SQLitePool) {
        self.connections = connections
        writer = GroupCommit(pool: connections.pool, statements: connections.statements)
    }

    /// Opens the catalog at `path`, creating the file if there is none, and brings its schema up to date.
    ///
    /// Throws `newerSchema` if a newer program wrote it, and `unopenable` if it is no catalog or cannot be read and written.
    package static func open(_ path: String, now: @Sendable @escaping () -> Timestamp) async throws(CatalogError)
        -> Catalog
    {
        do {
            let catalog = Catalog(try SQLitePool(path))
            try await catalog.migrate(now: now)
            return catalog
        } catch {
            throw CatalogError(error, operation: "opening catalog \(path.quotedForMessage)")
        }
    }

    /// Runs `body` on a snapshot: it sees one state of the catalog, whatever is written meanwhile. Readers never wait for the writer.
    ///
    /// A small read is done on the caller's thread, where it is over before another thread would have begun. When it turns out to be more, it
    /// is given up and done anew by a reader of the pool: so `body` may run twice.
    /// Errors of `body` come back as they are; those of the database as `CatalogError`.
    package func read<Result: Sendable>(
        _ body: @Sendable @escaping (CatalogTransaction) throws -> Result
    ) async throws -> Result {
        do {
            if let result = try connections.lookUps.read(within: ReadBudget(steps: Self.smallRead), body) {
                return result
            }
            let statements = connections.statements
            return try await connections.pool.read {
                try body(CatalogTransaction(database: $0, statements: statements))
            }
        } catch let error as DatabaseError {
            throw CatalogError(error, operation: "reading catalog")
        }
    }

    /// As `read`, for a few rows by key: it works on the caller's thread to the end. What may read many rows goes through `read`.
    package func lookUp<Result>(_ body: (CatalogTransaction) throws -> Result) throws -> Result {
        do {
            return try connections.lookUps.read(body)
        } catch let error as DatabaseError {
            throw CatalogError(error, operation: "reading catalog")
        }
    }

    /// Runs `body` in a transaction that is stored when it returns, and undone as a whole when it throws.
    ///
    /// `body` runs alone among writers, on the writer's own thread: keep it short, and do nothing in it but queries. Writes that wait
    /// at the same time are made durable together, and when one of them throws they run a second time; see `GroupCommit`. One that
    /// `isSmall`, a matter of microseconds, may be done on the caller's thread.
    /// Errors of `body` come back as they are; those of the database as `CatalogError`.
    @discardableResult
    package func write<Result: Sendable>(
        isSmall: Bool = false, _ body: @Sendable @escaping (CatalogTransaction) throws -> Result
    ) async throws -> Result {
        do {
            return try await writer.write(isSmall: isSmall, body)
        } catch let error as DatabaseError {
            throw CatalogError(error, operation: "writing catalog")
        }
    }

    /// How many writes there were since it was opened: who has time looks here whether others are in a hurry.
    package var writeCount: Int { writer.count }

    /// Closes the connections; the file may then be copied or removed. Later calls fail.
    package func close() throws(CatalogError) {
        do {
            try connections.close()
        } catch {
            throw CatalogError(error, operation: "closing catalog")
        }
    }
}
