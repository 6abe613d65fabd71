import Supervision

/// Finds out, by trying, whether bubblewrap works here: it may be missing, or the machine may forbid what it needs.
package struct SandboxProbe: Sendable {
    private let searchPath: String

    package init(searchPath: String = "/usr/local/bin:/usr/bin:/bin") { self.searchPath = searchPath }

    /// Starts the program twice; for use once at a server's start.
    package func run() async -> SandboxStatus {
        guard let program = ProcessLauncher.executable("bwrap", in: searchPath) else {
            return .unavailable(reason: "bubblewrap is not installed; try 'apt-get install bubblewrap'")
        }
        do {
            let version = try await Tool(program).run(["--version"])
            let candidate = SandboxStatus.available(
                program: program, version: version.split(separator: "\n").first.map(String.init) ?? "bubblewrap")
            let trial = candidate.arguments(for: Confinement(writable: [])) + ["--", "/bin/true"]
            _ = try await Tool(program).run(Array(trial.dropFirst()))
            return candidate
        } catch {
            return .unavailable(reason: "bubblewrap does not work here: \(error.message)")
        }
    }
}
