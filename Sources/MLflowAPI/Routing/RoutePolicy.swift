/// Who may call an operation, and what it does: each operation is declared with one, so none is reachable without.
enum RoutePolicy: String, Sendable {
    /// Whoever may read the workspace. Runs in a read transaction.
    case read
    /// As `read`; besides, a run of the environment downstream, for champions only. The handler asks `requireReadable`.
    case readChampion
    /// Whoever may write in the workspace.
    case write
    /// As `write`; and the handler asks the promotion guard before it changes anything.
    case guarded

    /// Whether the operation changes anything.
    var writes: Bool {
        switch self {
        case .read, .readChampion: false
        case .write, .guarded: true
        }
    }
}
