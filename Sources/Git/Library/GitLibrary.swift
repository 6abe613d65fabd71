import CLibgit2

/// The process-wide state of libgit2: started once, with settings under which a repository's content cannot act.
///
/// - No configuration outside a repository is read, so nobody's `~/.gitconfig` redirects a URL or names a helper.
/// - Every object's bytes are checked against its id when read.
/// - The check of a repository's owner is off. It protects programs that obey a foreign repository's configuration (hooks, filters,
///   `core.fsmonitor`, pagers). libgit2 starts no program at all, and `OpenRepository` drops the configuration right after opening;
///   what is left is reading data files, for which a server that watches other people's repositories must not need their account.
enum GitLibrary {
    /// Starts the library; later calls do nothing. Must come before any other call into it.
    static func start() { _ = started }

    private static let largestObject = 2 << 30
    private static let mostObjectsInPack = 50_000_000
    private static let cacheBytes = 64 << 20

    private static let started: Bool = {
        git_libgit2_init()
        let levels = [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
        ]
        for level in levels { sluice_git_set_search_path(level.rawValue, "") }
        sluice_git_set_flag(Int32(GIT_OPT_SET_OWNER_VALIDATION.rawValue), 0)
        sluice_git_set_flag(Int32(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION.rawValue), 1)
        sluice_git_set_flag(Int32(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION.rawValue), 1)
        sluice_git_set_flag(Int32(GIT_OPT_ENABLE_FSYNC_GITDIR.rawValue), 1)
        sluice_git_set_size(Int32(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE.rawValue), largestObject)
        sluice_git_set_size(Int32(GIT_OPT_SET_PACK_MAX_OBJECTS.rawValue), mostObjectsInPack)
        sluice_git_set_size(Int32(GIT_OPT_SET_CACHE_MAX_SIZE.rawValue), cacheBytes)
        BoundedStream.register()
        return true
    }()
}
