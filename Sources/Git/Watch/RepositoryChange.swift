/// Why a watched repository should be looked at again. A wake-up is a hint: look, and decide by what is there.
package enum RepositoryChange: Hashable, Sendable {
    /// The first wake-up of each watch: what happened before it is not known.
    case started
    /// References, HEAD or packed references were written.
    case references
    /// The repository's folder is gone. It goes on being waited for.
    case vanished
    /// There is a repository again, or another one under the same path.
    case appeared
    /// It was time to look; comes regularly while file notification is not to be had.
    case polled(reason: PollingReason)

    /// Why a repository is polled instead of watched.
    package enum PollingReason: String, Hashable, Sendable {
        case noInotify = "the system gives no more file watches; raise fs.inotify.max_user_instances"
        case tooManyWatches =
            "the limit of file watches is reached; raise fs.inotify.max_user_watches or delete reference folders"
    }
}
