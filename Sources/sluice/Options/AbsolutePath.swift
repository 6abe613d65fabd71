import Engine

/// Paths as they are typed.
enum AbsolutePath {
    /// `path` against the current folder, `~/` against the user's own, without `.` and `..`.
    static func of(_ path: String) -> String { HomeFolder(path: path).path }
}
