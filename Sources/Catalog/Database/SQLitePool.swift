internal import CSQLite
internal import GRDB

/// Opens the connections to a catalog file.
///
/// SQLite 3.7.0 to 3.51.2 can lose data when two connections write to or checkpoint one WAL at the same moment (the WAL-reset bug),
/// and Debian 12 ships 3.40. So one connection writes, and it alone checkpoints: automatically after a commit that leaves more than
/// 4,000 pages in the WAL, and when it closes, which is after the readers. Readers are opened read-only: they cannot write, and so
/// can neither checkpoint nor reset the WAL; their automatic checkpoint is off besides.
struct SQLitePool {
    let pool: DatabasePool
    let lookUps: LookUpConnections
    let statements = RequestStatements()

    init(_ path: String) throws {
        Self.withoutMemoryStatistics
        let configuration = Self.configuration
        pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL while it opens the pool, which may lose the last commits when power fails; so this comes after it.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // 16 MiB of log between checkpoints: pages that change again and again are then copied once, not at every megabyte.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        }
        lookUps = try LookUpConnections(path: path, configuration: configuration, count: 2, statements: statements)
    }

    /// Waits for what is under way. Readers first: the writer, which checkpoints, is the last to go.
    func close() throws {
        statements.close()
        try lookUps.close()
        try pool.barrierWriteWithoutTransaction { _ in statements.endAll() }
        try pool.close()
    }

    /// SQLite counts the bytes that it uses, under one lock for all connections, and nobody asks it for the number. It can be told only
    /// before the process opens its first catalog.
    private static let withoutMemoryStatistics: Void = sluice_sqlite_count_no_memory()

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "catalog"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // As in PostgreSQL: LIKE minds the case.
            try database.execute(sql: "PRAGMA case_sensitive_like = ON")
            // In KiB. SQLite's own 2 MB make it read the same pages again and again once there are some thousand runs.
            try database.execute(sql: "PRAGMA cache_size = \(database.configuration.readonly ? -4096 : -12288)")
            if database.configuration.readonly {
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            }
        }
        return configuration
    }
}
