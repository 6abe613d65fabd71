import CoreFoundation
import Glibc
import Promotion

/// Where a server keeps everything: `SLUICE_HOME`.
///
///     catalog.sqlite   all that is known          workspaces/   checkouts that runs work in
///     artifacts/       files by SHA-256           attempts/     what supervisors leave: log, heartbeat, exit status
///     mirrors/         bare copies of remotes     python/       environments by digest of their requirements
///     logs/            the server's own           server.yaml   settings, if somebody wrote them
///     lock             who uses it                endpoint.json address and administrator's token of who answers
///     webhook.key      encrypts webhooks' secrets
///     secrets.key      encrypts the secrets of steps
///
/// Only its owner may enter it, so the modes of what lies inside matter less.
package struct HomeFolder: Hashable, Sendable {
    /// Absolute, without a slash at the end.
    package let path: String

    /// - Parameter path: made absolute against the current folder; `~/` is the user's own folder. Nothing is touched.
    package init(path: String) {
        var path = path
        if path == "~" || path.hasPrefix("~/") { path = Self.userFolder() + path.dropFirst() }
        if !path.hasPrefix("/") { path = Self.currentFolder() + "/" + path }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        self.path = "/" + parts.joined(separator: "/")
    }

    /// The folder that `SLUICE_HOME` names, otherwise `~/.sluice`.
    package init(environment: [String: String]) {
        let named = environment["SLUICE_HOME"] ?? ""
        self.init(path: named.isEmpty ? (environment["HOME"] ?? Self.userFolder()) + "/.sluice" : named)
    }

    package var catalogPath: String { path + "/catalog.sqlite" }
    package var artifactsPath: String { path + "/artifacts" }
    package var mirrorsPath: String { path + "/mirrors" }
    package var workspacesPath: String { path + "/workspaces" }
    package var attemptsPath: String { path + "/attempts" }
    package var pythonPath: String { path + "/python" }
    package var logsPath: String { path + "/logs" }
    package var endpointPath: String { path + "/" + Endpoint.fileName }
    package var lockPath: String { path + "/lock" }
    package var settingsPath: String { path + "/server.yaml" }

    /// Makes the folder and those in it, as far as they are missing, and closes it to everybody but its owner.
    package func create() throws(HomeError) {
        let parts = path.split(separator: "/")
        for count in stride(from: 1, to: parts.count, by: 1) {
            try makeFolder("/" + parts.prefix(count).joined(separator: "/"), mode: 0o755, closes: false)
        }
        try makeFolder(path, mode: 0o700, closes: true)
        for folder in [artifactsPath, mirrorsPath, workspacesPath, attemptsPath, pythonPath, logsPath] {
            try makeFolder(folder, mode: 0o700, closes: true)
        }
    }

    private func makeFolder(_ folder: String, mode: mode_t, closes: Bool) throws(HomeError) {
        if mkdir(folder, mode) == 0 { return }
        let code = errno
        var status = stat()
        guard stat(folder, &status) == 0 else { throw problem(folder, errno: code) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw HomeError(
                .notAFolder, operation: "opening the home folder",
                message: "\(folder.quotedForMessage) is not a folder; choose another home with SLUICE_HOME or --home")
        }
        guard closes else { return }
        if status.st_uid == geteuid(), status.st_mode & 0o077 != 0 { _ = chmod(folder, 0o700) }
        if access(folder, R_OK | W_OK | X_OK) != 0 { throw problem(folder, errno: errno) }
    }

    private func problem(_ folder: String, errno code: Int32) -> HomeError {
        HomeError(
            code == ENOTDIR ? .notAFolder : .notAccessible, operation: "opening the home folder",
            message: "\(folder.quotedForMessage) cannot be written: \(systemMessage(code)); "
                + "change its owner or mode, or choose another home with SLUICE_HOME or --home")
    }

    private static func userFolder() -> String {
        if let home = getenv("HOME"), home.pointee != 0 { return String(cString: home) }
        guard let entry = getpwuid(geteuid()), let folder = entry.pointee.pw_dir else { return "/root" }
        return String(cString: folder)
    }

    private static func currentFolder() -> String {
        guard let folder = getcwd(nil, 0) else { return "" }
        defer { free(folder) }
        return String(cString: folder)
    }
}

/// What the system says about an error number.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
