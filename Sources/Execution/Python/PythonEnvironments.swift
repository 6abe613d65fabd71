import struct Crypto.SHA256
import Glibc
import Promotion
import Supervision

/// The Python environments of a server: one for each digest of a requirements file and interpreter, built once and shared.
///
/// An environment is built in its final folder, because it cannot be moved, and counts only once its `complete` file is there. A build
/// that was interrupted is thrown away by the next one. A lock file keeps two processes from building the same one; in this process
/// requests for one digest wait for one build.
package actor PythonEnvironments {
    private let folder: String
    private let searchPath: String
    private let inherited: [String: String]
    private let sandbox: SandboxStatus
    private let hidden: [String]
    private let work = BlockingWork(label: "sluice.python")
    private var interpreter: Task<PythonInterpreter, any Error>?
    private var builds: [Digest: Task<PythonEnvironment, any Error>] = [:]

    /// - Parameters:
    ///   - folder: where environments are kept; made if it is not there.
    ///   - inherited: this process's variables, from which `PATH` and what installers need are taken by name.
    ///   - sandbox: installers run in it, because packages bring code that runs when they are built.
    ///   - hidden: folders that installers do not see.
    package init(folder: String, inherited: [String: String], sandbox: SandboxStatus, hidden: [String]) {
        self.folder = folder
        searchPath = inherited["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        self.inherited = inherited
        self.sandbox = sandbox
        self.hidden = hidden
    }

    /// The environment for a requirements file with these bytes. The first request builds it, which may take minutes; later ones find it.
    ///
    /// - Parameters:
    ///   - requirements: the bytes of the file, in the format of pip.
    ///   - onLine: called with lines that tell of the build's progress, from any thread; not called for those who only wait.
    /// - Returns: a complete environment.
    /// - Throws: with code `installation` and the installer's last words if a package cannot be had.
    package func environment(
        for requirements: [UInt8], onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(ExecutionError) -> PythonEnvironment {
        do {
            let interpreter = try await self.theInterpreter()
            let digest = Self.digest(of: requirements, for: interpreter)
            if let running = builds[digest] { return try await running.value }
            let build = Task {
                try await builder(of: digest, requirements, interpreter: interpreter, onLine: onLine).build(on: work)
            }
            builds[digest] = build
            defer { builds[digest] = nil }
            return try await build.value
        } catch let error as ExecutionError {
            throw error
        } catch {
            throw ExecutionError(.system, operation: "preparing Python", message: String(describing: error))
        }
    }

    private static func digest(of requirements: [UInt8], for interpreter: PythonInterpreter) -> Digest {
        var hash = SHA256()
        hash.update(data: Array("python \(interpreter.version) \(interpreter.executable)\n".utf8))
        hash.update(data: requirements)
        let digits = hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return Digest(checked: digits.joined())
    }

    /// Asked once; a failure is asked again by the next request.
    private func theInterpreter() async throws -> PythonInterpreter {
        let task: Task<PythonInterpreter, any Error>
        if let interpreter {
            task = interpreter
        } else {
            let (searchPath, inherited) = (searchPath, inherited)
            task = Task {
                guard let path = ProcessLauncher.executable("python3", in: searchPath) else {
                    throw ExecutionError(
                        .system, operation: "looking for Python",
                        message: "there is no 'python3' in PATH '\(searchPath)'")
                }
                let environment = ["PATH": searchPath, "HOME": inherited["HOME"] ?? "/"]
                return try await PythonInterpreter(at: path, environment: environment)
            }
            interpreter = task
        }
        do {
            return try await task.value
        } catch {
            interpreter = nil
            throw error
        }
    }

    private func builder(
        of digest: Digest, _ requirements: [UInt8], interpreter: PythonInterpreter,
        onLine: @escaping @Sendable (String) -> Void
    ) -> PythonEnvironmentBuilder {
        let cache = folder + "/cache"
        return PythonEnvironmentBuilder(
            folder: folder, digest: digest, requirements: requirements, interpreter: interpreter,
            uv: Self.uv(in: interpreter.basePrefix + "/bin:" + searchPath),
            installer: InstallerEnvironment(choosingFrom: inherited, home: folder + "/home", cache: cache),
            sandbox: sandbox, hidden: hidden, onLine: onLine)
    }

    /// A `uv` that is a program; a script of that name chooses one by things that the installer's environment does not have. Where the
    /// file itself is, because links to it may lie in a folder that the sandbox hides.
    private static func uv(in path: String) -> String? {
        for folder in path.split(separator: ":") {
            guard let candidate = ProcessLauncher.executable("uv", in: String(folder)),
                let file = try? Descriptor(opening: candidate, O_RDONLY)
            else { continue }
            var start: [UInt8] = [0, 0]
            guard Glibc.read(file.number, &start, 2) == 2, start != Array("#!".utf8) else { continue }
            return SandboxStatus.realPath(candidate) ?? candidate
        }
        return nil
    }
}
