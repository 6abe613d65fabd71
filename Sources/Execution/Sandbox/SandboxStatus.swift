import Glibc

/// Whether steps on this machine are isolated by bubblewrap.
package enum SandboxStatus: Hashable, Sendable {
    /// Path of the program, and its version as it says it.
    case available(program: String, version: String)
    /// Steps run without isolation, for this reason.
    case unavailable(reason: String)

    /// A line for `sluice doctor` and for the run.
    package var line: String {
        switch self {
        case .available(_, let version): "sandbox: \(version)"
        case .unavailable(let reason): "sandbox: none, steps see the whole machine (\(reason))"
        }
    }

    /// What stands before a step's command; empty if there is no sandbox.
    ///
    /// Later options cover earlier ones: first what is hidden, then what is shown again, then what may be changed.
    func arguments(for confinement: Confinement) -> [String] {
        guard case .available(let program, _) = self else { return [] }
        let temporary = ["--size", String(max(1 << 20, confinement.temporaryBytes))]
        var arguments = [program] + Self.isolation
        arguments += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
        arguments += Self.devices.flatMap { ["--dev-bind-try", $0, $0] }
        arguments += temporary + ["--perms", "1777", "--tmpfs", "/tmp"] + temporary + ["--tmpfs", "/var/tmp"]
        // Sockets of the machine's services; names are resolved with a file that often lies there.
        arguments += ["--tmpfs", "/run"]
        if let resolver = Self.realPath("/etc/resolv.conf"), resolver.hasPrefix("/run/") {
            arguments += ["--ro-bind", resolver, resolver]
        }
        for folder in confinement.hidden.compactMap(Self.realPath) where folder != "/" {
            arguments += ["--tmpfs", folder]
        }
        for path in confinement.readable.compactMap(Self.realPath) { arguments += ["--ro-bind", path, path] }
        for path in confinement.writable.compactMap(Self.realPath) { arguments += ["--bind", path, path] }
        return arguments
    }

    /// Own processes, no way back to more rights, and the end of all of it with the supervisor. The network stays: steps log to the
    /// server.
    private static let isolation = [
        "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
    ]

    /// Accelerators, where the machine has them.
    private static let devices: [String] = {
        let fixed = [
            "/dev/dri", "/dev/kfd", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset",
        ]
        return (fixed + (0..<16).map { "/dev/nvidia\($0)" }).filter { access($0, F_OK) == 0 }
    }()

    /// The path without symbolic links; nil if there is nothing.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
