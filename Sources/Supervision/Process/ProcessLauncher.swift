import CLinux
import Glibc

/// Starts programs. A child gets exactly the arguments, the environment and the descriptors that it is given.
package struct ProcessLauncher: Sendable {
    package var path: String
    package var arguments: [String]
    package var environment: [String: String]
    /// nil for the caller's own.
    package var workingFolder: String?
    /// Starts the program with SIGTERM blocked, for one that takes it later: it then cannot come too early.
    package var holdsTermination = false

    package init(path: String, arguments: [String], environment: [String: String], workingFolder: String? = nil) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.workingFolder = workingFolder
    }

    /// Starts the program in a session of its own, without a terminal and with default signal handling.
    ///
    /// - Parameter descriptors: what the child has as 0, 1, 2, …; nil stands for `/dev/null`. Everything else is closed in it.
    /// - Returns: its number; the caller must wait for it.
    /// - Throws: if the program cannot be started, with the system's reason.
    package func start(descriptors: [Int32?]) throws(SupervisionError) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in descriptors.enumerated() {
            if let source {
                // A copy onto itself also clears close-on-exec.
                posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
            } else {
                posix_spawn_file_actions_addopen(&actions, Int32(target), "/dev/null", O_RDWR, 0)
            }
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, Int32(descriptors.count))
        if let workingFolder { posix_spawn_file_actions_addchdir_np(&actions, workingFolder) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        if holdsTermination { sigaddset(&signals, SIGTERM) }
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | sluice_spawn_new_session
        posix_spawnattr_setflags(&attributes, flags)

        let variables = environment.map { $0.key + "=" + $0.value }
        guard !(arguments + variables + [path]).contains(where: { $0.utf8.contains(0) }) else {
            throw SupervisionError(.malformed, operation: "starting a program", message: "a text has a NUL in it")
        }
        var pid: pid_t = 0
        let failure = Self.withCStrings(arguments) { arguments in
            Self.withCStrings(variables) { posix_spawn(&pid, path, &actions, &attributes, arguments, $0) }
        }
        guard failure == 0 else { throw SupervisionError(errno: failure, operation: "starting '\(path)'") }
        return pid
    }

    private static func withCStrings(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { buffer in buffer.baseAddress.map(body) ?? EINVAL }
    }

    /// Where a program is found: `name` itself if it has a `/`, otherwise the first executable file of that name in `path`, a
    /// list as in `PATH`. Entries that are not absolute are skipped.
    package static func executable(_ name: String, in path: String) -> String? {
        guard !name.utf8.contains(UInt8(ascii: "/")) else { return name }
        guard !name.isEmpty else { return nil }
        for folder in path.split(separator: ":") where folder.hasPrefix("/") {
            let candidate = folder + "/" + name
            var status = stat()
            let isFile = stat(String(candidate), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            if isFile, access(String(candidate), X_OK) == 0 { return String(candidate) }
        }
        return nil
    }
}
