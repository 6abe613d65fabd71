import CLinux
import Glibc
import Promotion
import Supervision
import Synchronization

/// A program of this machine that is run for its effect or its output, such as an installer.
struct Tool: Sendable {
    private let path: String
    var environment: [String: String] = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
    var workingFolder = "/"
    /// The file that it reads as its standard input; nil for none.
    var input: String?
    /// Called with each line of output.
    var onLine: @Sendable (String) -> Void = { _ in }
    private static let work = BlockingWork(label: "sluice.tools")

    init(_ path: String) { self.path = path }

    /// Runs the program to its end. Cancelling the task kills it.
    ///
    /// - Returns: the last 64 KiB of both its streams. An exit code other than 0 is an error with the last 4 KiB.
    @discardableResult
    func run(_ arguments: [String]) async throws(ExecutionError) -> String {
        let process = Mutex<ProcessIdentity?>(nil)
        let result = await withTaskCancellationHandler { () async -> Result<Ended, SupervisionError> in
            await Self.work.run { () -> Result<Ended, SupervisionError> in
                do throws(SupervisionError) {
                    return .success(try runNow(arguments) { identity in process.withLock { $0 = identity } })
                } catch {
                    return .failure(error)
                }
            }
        } onCancel: {
            process.withLock { _ = $0?.signal(SIGKILL) }
        }
        let operation = "running \(path.quotedForMessage)"
        switch result {
        case .success(let ended): return try ended.get(operation: operation)
        case .failure(let error): throw ExecutionError(operation, error)
        }
    }

    private struct Ended: Sendable {
        var status: Int32
        var output: String

        func get(operation: String) throws(ExecutionError) -> String {
            guard status != 0 else { return output }
            let signal = sluice_exit_signal(status)
            let how = signal == 0 ? "exit code \(sluice_exit_code(status))" : "signal \(signal)"
            let words = output.isEmpty ? how : "\(how): " + String(decoding: output.utf8.suffix(4096), as: UTF8.self)
            throw ExecutionError(.installation, operation: operation, message: words)
        }
    }

    private func runNow(_ arguments: [String], started: (ProcessIdentity?) -> Void) throws(SupervisionError) -> Ended {
        let pipe = try Pipe()
        let launcher = ProcessLauncher(
            path: path, arguments: [path] + arguments, environment: environment, workingFolder: workingFolder)
        let source = input.map { open($0, O_RDONLY | O_CLOEXEC) }
        defer { if let source, source >= 0 { close(source) } }
        if let source, source < 0 { throw SupervisionError(errno: errno, operation: "opening '\(input ?? "")'") }
        let pid = try launcher.start(descriptors: [source, pipe.writeEnd.number, pipe.writeEnd.number])
        started(try? ProcessIdentity(of: pid))
        let output = pipe.keepReadEnd()
        var lines = LineBuffer(onLine: onLine)
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(output.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            lines.append(buffer[..<count])
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        started(nil)
        // What it left running has no more to do.
        Glibc.kill(-pid, SIGKILL)
        return Ended(status: status, output: lines.finish())
    }
}

/// Cuts output into lines and remembers its end.
private struct LineBuffer {
    let onLine: @Sendable (String) -> Void
    private var line: [UInt8] = []
    private var recent: [UInt8] = []

    init(onLine: @escaping @Sendable (String) -> Void) { self.onLine = onLine }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        recent += bytes
        if recent.count > 128 << 10 { recent.removeFirst(recent.count - (64 << 10)) }
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || line.count >= 4096 { endLine() }
            if byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { line.append(byte) }
        }
    }

    private mutating func endLine() {
        if !line.isEmpty { onLine(String(decoding: line, as: UTF8.self)) }
        line = []
    }

    mutating func finish() -> String {
        endLine()
        return String(decoding: recent.suffix(64 << 10), as: UTF8.self)
    }
}
