internal import GRDB
internal import Synchronization

/// Prepared statements whose texts follow from the shape of requests, such as searches: preparing one takes longer than running it, and
/// clients ask in few shapes. Each connection keeps up to a hundred, and begins anew when there would be more.
final class RequestStatements: Sendable {
    /// Used on the thread of its connection only.
    private struct Kept: @unchecked Sendable {
        let statement: Statement
    }

    private static let most = 100

    private let byConnection = Mutex<[ObjectIdentifier: [String: Kept]]>([:])

    /// The statement with this text, which must not be in use.
    func statement(_ text: String, in database: Database) throws -> Statement {
        let connection = ObjectIdentifier(database)
        if let kept = byConnection.withLock({ $0[connection]?[text] }) { return kept.statement }
        let made = Kept(statement: try database.makeStatement(sql: text))
        let dropped = byConnection.withLock { all in
            let before = all[connection, default: [:]]
            if before.count >= Self.most { all[connection] = [:] }
            all[connection, default: [:]][text] = made
            return before.count >= Self.most ? before : [:]
        }
        // Ends those statements here, on the connection's thread.
        withExtendedLifetime(dropped) {}
        return made.statement
    }

    /// Forgets all of them, before their connections are closed.
    func removeAll() { byConnection.withLock { $0 = [:] } }
}
