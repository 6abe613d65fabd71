internal import GRDB
internal import GRDBSQLite

/// How much a read may do on a thread that others wait for. When nothing is left of it, the read ends with an error, whatever it is at.
///
/// Counted in steps of SQLite's machine, of which a processor does some fifty in a microsecond; bytes that are copied count, too. Used on
/// one thread at a time.
final class ReadBudget {
    private var left: Int
    private static let granularity: Int32 = 500

    init(steps: Int) { left = steps }

    var isSpent: Bool { left < 0 }

    /// A text of so many bytes was read.
    func spend(bytes: Int) { left -= bytes / 64 }

    /// Runs `body`, in which every step on the connection counts.
    func limiting<Result>(_ database: Database, _ body: () throws -> Result) rethrows -> Result {
        let connection = database.sqliteConnection
        sqlite3_progress_handler(
            connection, Self.granularity,
            { budget in
                guard let budget else { return 0 }
                return Unmanaged<ReadBudget>.fromOpaque(budget).takeUnretainedValue().spendSteps() ? 0 : 1
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        return try withExtendedLifetime(self) { try body() }
    }

    /// False when the statement has to end.
    private func spendSteps() -> Bool {
        left -= Int(Self.granularity)
        return !isSpent
    }
}
