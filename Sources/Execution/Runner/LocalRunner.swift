import Dispatch
import Glibc
import Promotion
package import Supervision

/// Runs steps on this machine, each owned by a supervisor process that outlives this one.
///
/// Invariants:
/// - Starting the same folder twice starts the step once and gives the same handle.
/// - A handle is enough to observe and to stop, whoever made it; a process number that another process has by now is neither
///   believed nor signalled.
/// - Without an exit record there is no success, whatever else is seen.
///
/// Maintainer note: no state is kept here. A supervisor writes `exit` and ends, and a pidfd tells of its end at once, whether it
/// is our child or was adopted; so nothing has to be watched in the file system, and a supervisor that died without a record
/// is noticed in the same way.
package struct LocalRunner: Sendable {
    /// Path of the program `sluice-supervisor`.
    package let supervisor: String
    package let sandbox: SandboxStatus
    /// A supervisor that gave no sign of life for so many milliseconds is given up.
    package var staleAfter: Int64 = 60_000
    /// Processes that one step may have at one time.
    package var processLimit = 2048
    let work = BlockingWork(label: "sluice.execution")

    package init(supervisor: String, sandbox: SandboxStatus) {
        self.supervisor = supervisor
        self.sandbox = sandbox
    }

    /// Starts an attempt, or finds the one that was started in this folder before.
    package func start(_ request: StepRequest) async throws(ExecutionError) -> AttemptHandle {
        try await work.run { () throws(ExecutionError) in try startNow(request) }
    }

    private func startNow(_ request: StepRequest) throws(ExecutionError) -> AttemptHandle {
        let folder = AttemptFolder(request.folder)
        try check(request)
        do throws(SupervisionError) {
            if mkdir(folder.path, 0o700) == 0 {
                try SmallFile.replace(folder.specification, with: specification(of: request).encoded, durable: false)
                return AttemptHandle(folder: folder, supervisor: try launch(folder, request.secrets))
            }
            guard errno == EEXIST else { throw SupervisionError(operation: "making folder '\(folder.path)'") }
            if let record = try SupervisorRecord(in: folder) {
                return AttemptHandle(folder: folder, supervisor: record.supervisor)
            }
            try SmallFile.replace(folder.specification, with: specification(of: request).encoded, durable: false)
            _ = try launch(folder, request.secrets)
            return AttemptHandle(folder: folder, supervisor: try awaitClaim(of: folder))
        } catch {
            throw ExecutionError("starting a step in \(request.folder.quotedForMessage)", error)
        }
    }

    private func check(_ request: StepRequest) throws(ExecutionError) {
        func problem(_ message: String) -> ExecutionError {
            ExecutionError(.rejected, operation: "starting a step", message: message)
        }
        guard request.folder.hasPrefix("/") else { throw problem("the attempt's folder is not an absolute path") }
        guard let program = request.arguments.first, !program.isEmpty else { throw problem("there is no command") }
        guard !request.arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw problem("an argument of \(program.quotedForMessage) has a NUL character")
        }
        for (name, value) in request.environment.merging(request.secrets, uniquingKeysWith: { $1 }) {
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")), !name.utf8.contains(0), !value.utf8.contains(0)
            else { throw problem("variable \(name.quotedForMessage) cannot be set: it is empty, or has '=' or NUL") }
        }
    }

    private func specification(of request: StepRequest) -> StepSpecification {
        let limits = SupervisedLimits(
            milliseconds: Int64(request.limits.seconds).multipliedSafely(by: 1000), memory: request.limits.memory,
            output: request.limits.output,
            graceMilliseconds: Int64(request.limits.graceSeconds).multipliedSafely(by: 1000), processes: processLimit)
        let marked = request.environment.merging([AttemptFolder.marker: request.folder]) { $1 }
        return StepSpecification(
            arguments: request.arguments, environment: marked, workingFolder: request.workingFolder,
            sandbox: sandbox.arguments(for: request.confinement), limits: limits)
    }

    /// Starts a supervisor, which ends at once if the folder has one already.
    private func launch(
        _ folder: AttemptFolder, _ secrets: [String: String]
    ) throws(SupervisionError) -> ProcessIdentity {
        var launcher = ProcessLauncher(
            path: supervisor, arguments: ["sluice-supervisor", folder.path], environment: [:], workingFolder: "/")
        launcher.holdsTermination = true
        let input = try PrivateVariables(secrets).handedOver()
        let pid = try launcher.start(descriptors: [input.number, nil, nil])
        // Until it is collected its entry stays, so its start time can still be read.
        defer { ProcessEnd.collect(child: pid) }
        return try ProcessIdentity(of: pid)
    }

    private func awaitClaim(of folder: AttemptFolder) throws(SupervisionError) -> ProcessIdentity {
        for _ in 0..<1000 {
            if let record = try SupervisorRecord(in: folder) { return record.supervisor }
            usleep(5000)
        }
        throw SupervisionError(
            .malformed, operation: "waiting for a supervisor", message: "none has claimed the folder")
    }

    /// The handle of an attempt that was started in `folder`, if it ever came so far: for an engine that ended after the start and
    /// before it could store the handle.
    package func adopt(_ folder: AttemptFolder) async throws(ExecutionError) -> AttemptHandle? {
        try await work.run { () throws(ExecutionError) -> AttemptHandle? in
            do throws(SupervisionError) {
                return try SupervisorRecord(in: folder).map { AttemptHandle(folder: folder, supervisor: $0.supervisor) }
            } catch {
                throw ExecutionError("adopting \(folder.path.quotedForMessage)", error)
            }
        }
    }

    /// Asks for an attempt's end: SIGTERM, the grace period, SIGKILL. Returns at once; asking again, or too late, does nothing.
    package func stop(_ handle: AttemptHandle, reason: String) async throws(ExecutionError) {
        try await work.run { () throws(ExecutionError) in
            guard !SmallFile.exists(handle.folder.exit), !SmallFile.exists(handle.folder.stop) else { return }
            do throws(SupervisionError) {
                try SmallFile.replace(handle.folder.stop, with: reason, durable: false)
            } catch {
                throw ExecutionError("stopping \(handle.folder.path.quotedForMessage)", error)
            }
            handle.supervisor.signal(SIGTERM)
        }
    }
}

extension Int64 {
    fileprivate func multipliedSafely(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        // Far enough from the end that a deadline can be added.
        return overflow ? .max / 4 : Swift.min(product, .max / 4)
    }
}
