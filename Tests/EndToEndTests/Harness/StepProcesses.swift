import Foundation
import Promotion

/// The processes of a run, as the machine lists them.
struct StepProcesses: Sendable, CustomStringConvertible {
    let run: RunID

    /// Everything that carries the run's name in its environment: the steps, with all that they started.
    var all: [Int32] { Self.pids.filter { isAlive($0) && strings($0, "environ").contains("SLUICE_RUN=\(run)") } }

    /// What they are, for messages.
    var description: String {
        all.map { "\($0): \(strings($0, "cmdline").joined(separator: " "))" }.joined(separator: "\n")
    }

    /// The interpreter of the step's script.
    func script(_ name: String) -> [Int32] {
        all.filter { pid in
            let arguments = strings(pid, "cmdline")
            return arguments.count >= 2 && arguments[0].hasSuffix("python3") && arguments[1] == name
        }
    }

    /// The supervisor of a step's attempt.
    func supervisor(_ step: StepKey) -> [Int32] {
        Self.pids.filter { pid in
            let arguments = strings(pid, "cmdline")
            return arguments.first?.hasSuffix("sluice-supervisor") == true
                && arguments.contains { $0.contains("/\(run)/\(step)-") } && isAlive(pid)
        }
    }

    private static var pids: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    private func strings(_ pid: Int32, _ file: String) -> [String] {
        ChildProgram.text("/proc/\(pid)/\(file)").split(separator: "\0").map(String.init)
    }

    private func isAlive(_ pid: Int32) -> Bool {
        let status = ChildProgram.text("/proc/\(pid)/stat")
        guard let name = status.lastIndex(of: ")") else { return false }
        return !["Z", "X"].contains(status[name...].dropFirst(2).prefix(1))
    }
}
