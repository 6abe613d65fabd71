import Glibc
import Promotion
import Supervision

extension LocalRunner {
    /// What is to be seen of an attempt now. If its supervisor is gone without a record, what is left of the step is killed first.
    package func observe(_ handle: AttemptHandle) async throws(ExecutionError) -> AttemptState {
        try await work.run { () throws(ExecutionError) in try observeNow(handle) }
    }

    private func observeNow(_ handle: AttemptHandle) throws(ExecutionError) -> AttemptState {
        if let exit = try exitRecord(of: handle) { return .finished(exit) }
        if handle.supervisor.isRunning {
            let age = Heartbeat.age(in: handle.folder) ?? 0
            guard age > staleAfter else { return .running(heartbeatAge: age) }
            handle.supervisor.signal(SIGKILL)
            Leftovers(of: handle).kill()
            return .lost(reason: "its supervisor gave no sign of life for \(age / 1000) seconds")
        }
        // It may have written the record between the two looks.
        if let exit = try exitRecord(of: handle) { return .finished(exit) }
        guard let boot = try? ProcessIdentity.currentBootID(), boot == handle.supervisor.bootID else {
            return .lost(reason: "the machine was started again meanwhile")
        }
        Leftovers(of: handle).kill()
        return .lost(reason: "its supervisor ended without leaving a record")
    }

    private func exitRecord(of handle: AttemptHandle) throws(ExecutionError) -> StepExit? {
        do {
            return try StepExit(decoding: try SmallFile.read(handle.folder.exit))
        } catch {
            guard error.isMissing else {
                throw ExecutionError("reading the exit of \(handle.folder.path.quotedForMessage)", error)
            }
            return nil
        }
    }

    /// Waits until an attempt has ended. Cancellation of the task ends the waiting, not the attempt.
    package func end(of handle: AttemptHandle) async throws -> AttemptEnd {
        while true {
            switch try await observe(handle) {
            case .finished(let exit): return .finished(exit)
            case .lost(let reason): return .lost(reason: reason)
            case .running: try await ProcessEnd.wait(for: handle.supervisor, milliseconds: Int(min(staleAfter, 15_000)))
            }
        }
    }
}
