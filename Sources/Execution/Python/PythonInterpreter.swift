import Supervision

/// The interpreter from which environments are made.
struct PythonInterpreter: Hashable, Sendable {
    /// Its real program, not a wrapper in `PATH`.
    let executable: String
    let version: String
    let basePrefix: String

    /// Asks the interpreter that `path` names about itself.
    init(at path: String, environment: [String: String]) async throws(ExecutionError) {
        let question = "import sys; print('\\n'.join([sys.executable, sys.version.split()[0], sys.base_prefix]))"
        var tool = Tool(path)
        tool.environment = environment
        let answer = try await tool.run(["-I", "-c", question]).split(separator: "\n").map(String.init)
        guard answer.count >= 3 else {
            throw ExecutionError(
                .system, operation: "asking '\(path)' for its version", message: "the answer is not understood")
        }
        let lines = answer.suffix(3)
        executable = lines[lines.startIndex]
        version = lines[lines.startIndex + 1]
        basePrefix = lines[lines.startIndex + 2]
    }
}
