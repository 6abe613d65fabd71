import Engine
import Glibc

/// Paths as they are typed.
enum AbsolutePath {
    /// `path` against the current folder, `~/` against the user's own, without `.` and `..`.
    static func of(_ path: String) -> String { HomeFolder(path: path).path }
    /// A repository on this machine by its absolute path, any other as it is. Git's own rule: what has a scheme, or a ':' before any '/',
    /// is on another machine; unless there is such a folder.
    static func ofRepository(_ source: String) -> String { isLocal(source) ? of(source) : source }

    private static func isLocal(_ source: String) -> Bool {
        if access(source, F_OK) == 0 { return true }
        guard !source.contains("://"), let colon = source.firstIndex(of: ":") else { return !source.contains("://") }
        return source[..<colon].contains("/")
    }
}
