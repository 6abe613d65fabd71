import CLinux
import Glibc

/// The step's own process: started once, its end collected once.
struct StepProcess: ~Copyable {
    let pid: Int32
    /// Both streams of the step.
    let output: Descriptor
    /// What a sandbox reports about the command in it.
    private let report: Descriptor
    private let isSandboxed: Bool
    private var reported: [UInt8] = []

    /// Starts the step; an error says in people's words why it cannot be started.
    init(_ specification: StepSpecification) throws(SupervisionError) {
        isSandboxed = !specification.sandbox.isEmpty
        var arguments = specification.arguments
        if isSandboxed { arguments = specification.sandbox + ["--json-status-fd", "3", "--"] + arguments }
        let search = isSandboxed ? "/usr/local/bin:/usr/bin:/bin" : specification.environment["PATH"] ?? ""
        guard let path = ProcessLauncher.executable(arguments[0], in: search) else {
            let message = "the program '\(arguments[0])' is not in PATH '\(search)'"
            throw SupervisionError(.system(ENOENT), operation: "starting the step", message: message)
        }
        let launcher = ProcessLauncher(
            path: path, arguments: arguments, environment: specification.environment,
            workingFolder: specification.workingFolder)
        let output = try Pipe()
        let report = try Pipe()
        // More room lets a step write on while the supervisor is busy; without it the default is used.
        _ = fcntl(output.readEnd.number, 1031 /* F_SETPIPE_SZ */, 1 << 20)
        let ends = [nil, output.writeEnd.number, output.writeEnd.number]
        pid = try launcher.start(descriptors: isSandboxed ? ends + [report.writeEnd.number] : ends)
        self.output = output.keepReadEnd()
        self.output.becomeNonBlocking()
        self.report = report.keepReadEnd()
        self.report.becomeNonBlocking()
    }

    /// The process groups that get a polite signal: the step's, and inside a sandbox that of its first process.
    mutating func groups() -> [Int32] {
        guard isSandboxed else { return [pid] }
        readReport()
        return [Self.number(after: "\"child-pid\":", in: reported)].compactMap { $0 }
    }

    /// What a wait status of the step's process means.
    mutating func outcome(of status: Int32) -> StepExit.Outcome {
        let signal = sluice_exit_signal(status)
        guard signal == 0 else { return .signalled(signal) }
        let code = sluice_exit_code(status)
        guard isSandboxed else { return .exited(code: code) }
        readReport()
        guard Self.number(after: "\"exit-code\":", in: reported) != nil else {
            return .notStarted(reason: "the sandbox could not start the command; its own words are in the log")
        }
        return code > 128 && code <= 128 + 64 ? .signalled(code - 128) : .exited(code: code)
    }

    private mutating func readReport() {
        var buffer = [UInt8](repeating: 0, count: 1024)
        while reported.count < 16384 {
            let count = Glibc.read(report.number, &buffer, buffer.count)
            guard count > 0 else { return }
            reported += buffer[..<count]
        }
    }

    /// The number behind a key in bubblewrap's lines of JSON, which hold nothing else of interest.
    private static func number(after key: String, in bytes: [UInt8]) -> Int32? {
        let text = String(decoding: bytes, as: UTF8.self)
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(key) {
                return Int32(rest.dropFirst(key.count).drop { $0 == " " }.prefix { $0.isNumber })
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}
