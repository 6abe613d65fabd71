import CLibgit2

/// Which libgit2 the program runs with.
package enum GitLibraryVersion {
    /// Such as `1.5.1`.
    package static var current: String {
        var (major, minor, revision): (Int32, Int32, Int32) = (0, 0, 0)
        git_libgit2_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }
}
