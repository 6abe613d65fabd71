internal import GRDB

/// Opens the connections to a catalog file.
///
/// SQLite 3.7.0 to 3.51.2 can lose data when two connections write to or checkpoint one WAL at the same moment (the WAL-reset bug),
/// and Debian 12 ships 3.40. So one connection writes, and it alone checkpoints: automatically after a commit that leaves more than
/// 1,000 pages in the WAL, and when it closes, which is after the readers. Readers are opened read-only: they cannot write, and so
/// can neither checkpoint nor reset the WAL; their automatic checkpoint is off besides.
enum SQLitePool {
    static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "catalog"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            if database.configuration.readonly {
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL while it opens the pool, which may lose the last commits when power fails; so this comes after it.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return pool
    }
}
