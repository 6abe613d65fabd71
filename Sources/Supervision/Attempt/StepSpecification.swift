/// All that a supervisor must know to run one attempt.
package struct StepSpecification: Hashable, Sendable {
    /// The step's program and its arguments, taken literally.
    package var arguments: [String]
    /// The whole environment; nothing is inherited.
    package var environment: [String: String]
    package var workingFolder: String
    /// A sandbox program with its options, put before `arguments`; empty without a sandbox.
    package var sandbox: [String]
    package var limits: SupervisedLimits

    package init(
        arguments: [String], environment: [String: String], workingFolder: String, sandbox: [String] = [],
        limits: SupervisedLimits = SupervisedLimits()
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingFolder = workingFolder
        self.sandbox = sandbox
        self.limits = limits
    }

    /// The file's text.
    package var encoded: String {
        var record = Record()
        for argument in arguments { record.append("argument", argument) }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            record.append("variable", name + "=" + value)
        }
        record.append("folder", workingFolder)
        for argument in sandbox { record.append("sandbox", argument) }
        record.append("limit.milliseconds", limits.milliseconds)
        record.append("limit.memory", limits.memory)
        record.append("limit.output", limits.output)
        record.append("limit.grace", limits.graceMilliseconds)
        record.append("limit.processes", limits.processes)
        return record.encoded
    }

    /// Reads the file's bytes.
    package init(decoding bytes: [UInt8]) throws(SupervisionError) {
        let record = try Record(decoding: bytes)
        arguments = record.all("argument")
        environment = [:]
        for variable in record.all("variable") {
            guard let equals = variable.firstIndex(of: "=") else { continue }
            environment[String(variable[..<equals])] = String(variable[variable.index(after: equals)...])
        }
        workingFolder = try record.text("folder")
        sandbox = record.all("sandbox")
        limits = SupervisedLimits(
            milliseconds: try record.number("limit.milliseconds"), memory: try record.number("limit.memory"),
            output: try record.number("limit.output"), graceMilliseconds: try record.number("limit.grace"),
            processes: try record.number("limit.processes"))
        guard !arguments.isEmpty else {
            throw SupervisionError(.malformed, operation: "reading a specification", message: "there is no command")
        }
    }
}

/// Bounds of one attempt, as the supervisor enforces them.
package struct SupervisedLimits: Hashable, Sendable {
    /// Wall time.
    package var milliseconds: Int64
    /// Bytes resident in all processes together, shared pages counted once.
    package var memory: Int64
    /// Bytes that the log keeps.
    package var output: Int64
    /// Between SIGTERM and SIGKILL.
    package var graceMilliseconds: Int64
    /// Processes at one time.
    package var processes: Int

    package init(
        milliseconds: Int64 = 3_600_000, memory: Int64 = 8 << 30, output: Int64 = 16 << 20,
        graceMilliseconds: Int64 = 10_000, processes: Int = 2048
    ) {
        self.milliseconds = milliseconds
        self.memory = memory
        self.output = output
        self.graceMilliseconds = graceMilliseconds
        self.processes = processes
    }
}
