internal import Promotion

/// Who may call an operation, and what it does: each operation is declared with one, so none is reachable without.
enum RoutePolicy: String, Sendable {
    /// Whoever has a token. The handler shows what the caller may view, whatever the workspace is.
    case anywhere
    /// Whoever may read the workspace. Runs in a read transaction.
    case read
    /// As `read`; besides, a run of the environment downstream, for champions only. The handler asks `requireReadable`.
    case readChampion
    /// Whoever may write in the workspace.
    case write
    /// As `write`; and the handler asks the promotion guard before it changes anything.
    case guarded
    /// Whoever may administer the workspace's environment.
    case administer

    /// Whether the operation changes anything.
    var writes: Bool {
        switch self {
        case .anywhere, .read, .readChampion: false
        case .write, .guarded, .administer: true
        }
    }

    /// What a person or a service must be allowed in the workspace. To edit never implies to promote: what is guarded is guarded for
    /// whoever may edit too.
    var verb: Verb {
        switch self {
        case .anywhere, .read, .readChampion: .view
        case .write, .guarded: .edit
        case .administer: .administer
        }
    }
}
