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

    private struct State {
        var byConnection: [ObjectIdentifier: [String: Kept]] = [:]
        var isClosing = false
    }

    private let state = Mutex(State())

    /// The statement with this text, which must not be in use.
    func statement(_ text: String, in database: Database) throws -> Statement {
        let connection = ObjectIdentifier(database)
        if let kept = state.withLock({ $0.byConnection[connection]?[text] }) { return kept.statement }
        let made = Kept(statement: try database.makeStatement(sql: text))
        let dropped = state.withLock { state -> [String: Kept] in
            if state.isClosing { return [:] }
            let before = state.byConnection[connection, default: [:]]
            if before.count >= Self.most { state.byConnection[connection] = [:] }
            state.byConnection[connection, default: [:]][text] = made
            return before.count >= Self.most ? before : [:]
        }
        // Ends those statements here, on the connection's thread.
        withExtendedLifetime(dropped) {}
        return made.statement
    }

    /// Keeps no more of them: a connection cannot be closed as long as it has any.
    func close() { state.withLock { $0.isClosing = true } }

    /// Ends those of a connection, on its thread.
    func end(of database: Database) {
        let ended = state.withLock { $0.byConnection.removeValue(forKey: ObjectIdentifier(database)) }
        withExtendedLifetime(ended) {}
    }

    /// Ends those of all connections, none of which may be at work.
    func endAll() {
        let ended = state.withLock { state in
            defer { state.byConnection = [:] }
            return state.byConnection
        }
        withExtendedLifetime(ended) {}
    }
}
