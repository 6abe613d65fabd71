import Glibc
import Promotion
import Supervision

/// Builds one environment, or finds that it is there.
struct PythonEnvironmentBuilder: Sendable {
    let folder: String
    let digest: Digest
    let requirements: [UInt8]
    let interpreter: PythonInterpreter
    /// nil to use `venv` and `pip`.
    let uv: String?
    let installer: InstallerEnvironment
    let sandbox: SandboxStatus
    let hidden: [String]
    let onLine: @Sendable (String) -> Void

    private var root: String { folder + "/" + digest.rawValue }
    private var marker: String { root + "/complete" }
    private var python: String { root + "/bin/python" }
    private var list: String { root + "/requirements.txt" }

    private var environment: PythonEnvironment {
        PythonEnvironment(root: root, python: python, digest: digest, basePrefix: interpreter.basePrefix)
    }

    func build(on work: BlockingWork) async throws -> PythonEnvironment {
        if SmallFile.exists(marker) { return environment }
        let lock = try await work.run { () throws(SupervisionError) in try takeLock() }
        // Closing the descriptor gives the lock back, whatever happens.
        defer { close(lock) }
        if SmallFile.exists(marker) { return environment }
        do {
            try await clear()
            try await install()
            try await work.run { () throws(SupervisionError) in try SmallFile.replace(marker, with: "", durable: true) }
            return environment
        } catch {
            try? await clear()
            throw error
        }
    }

    /// Waits for other processes that build the same.
    private func takeLock() throws(SupervisionError) -> Int32 {
        for path in [folder, folder + "/home"] + installer.caches { try Self.makeFolder(path) }
        let lock = try Descriptor(opening: root + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW)
        while flock(lock.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw SupervisionError(operation: "locking '\(root).lock'") }
        }
        return lock.release()
    }

    private static func makeFolder(_ path: String) throws(SupervisionError) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw SupervisionError(operation: "making folder '\(path)'")
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw SupervisionError(operation: "making folder '\(path)'")
        }
    }

    /// Removes what an earlier build left.
    private func clear() async throws {
        guard SmallFile.exists(root) else { return }
        try await Tool("/bin/rm").run(["-rf", "--", root])
    }

    private func install() async throws {
        try Self.makeFolder(root)
        onLine("building a Python \(interpreter.version) environment \(digest.short)")
        // The folder is there already, and is the only one that the installer may change.
        if let uv {
            try await run(uv, ["venv", "--quiet", "--allow-existing", "--python", interpreter.executable, root])
        } else {
            try await run(interpreter.executable, ["-I", "-m", "venv", root])
        }
        try write(requirements, to: list)
        if let uv {
            try await run(uv, ["pip", "install", "--compile-bytecode", "--python", python, "--requirement", list])
        } else {
            try await run(python, ["-I", "-m", "pip", "install", "--progress-bar", "off", "--requirement", list])
        }
    }

    private func run(_ program: String, _ arguments: [String]) async throws(ExecutionError) {
        let confinement = Confinement(
            writable: installer.caches + [folder + "/home", root],
            readable: [interpreter.basePrefix, program] + installer.sources, hidden: hidden + [folder])
        let wrapper = sandbox.arguments(for: confinement)
        var tool = Tool(wrapper.first ?? program)
        tool.environment = installer.variables
        // Empty, so that a requirement that names a local path finds nothing.
        tool.workingFolder = folder + "/home"
        tool.onLine = onLine
        let inner = wrapper.isEmpty ? arguments : wrapper.dropFirst() + ["--", program] + arguments
        do throws(ExecutionError) {
            try await tool.run(inner)
        } catch {
            throw ExecutionError(error.code, operation: "installing Python packages", message: error.message)
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SupervisionError) {
        let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file.number, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            guard count > 0 || errno == EINTR else { throw SupervisionError(operation: "writing '\(path)'") }
            done += max(0, count)
        }
    }
}
