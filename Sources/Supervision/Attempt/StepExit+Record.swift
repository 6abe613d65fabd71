extension StepExit {
    /// The file's text.
    package var encoded: String {
        var record = Record()
        switch outcome {
        case .exited(let code):
            record.append("outcome", "exited")
            record.append("code", code)
        case .signalled(let signal):
            record.append("outcome", "signalled")
            record.append("signal", signal)
        case .timedOut: record.append("outcome", "timed-out")
        case .outOfMemory: record.append("outcome", "out-of-memory")
        case .tooManyProcesses: record.append("outcome", "too-many-processes")
        case .stopped(let reason):
            record.append("outcome", "stopped")
            record.append("reason", reason)
        case .notStarted(let reason):
            record.append("outcome", "not-started")
            record.append("reason", reason)
        }
        record.append("started-at", startedAt)
        record.append("finished-at", finishedAt)
        record.append("wall-ms", usage.wallMilliseconds)
        record.append("user-ms", usage.userMilliseconds)
        record.append("system-ms", usage.systemMilliseconds)
        record.append("max-resident-bytes", usage.maximumResidentBytes)
        record.append("output-bytes", usage.outputBytes)
        record.append("dropped-bytes", usage.droppedBytes)
        record.append("leftovers", usage.leftovers)
        return record.encoded
    }

    /// Reads the file's bytes; what cannot be read is never a success.
    package init(decoding bytes: [UInt8]) throws(SupervisionError) {
        let record = try Record(decoding: bytes)
        var usage = Usage()
        usage.wallMilliseconds = try record.number("wall-ms")
        usage.userMilliseconds = try record.number("user-ms")
        usage.systemMilliseconds = try record.number("system-ms")
        usage.maximumResidentBytes = try record.number("max-resident-bytes")
        usage.outputBytes = try record.number("output-bytes")
        usage.droppedBytes = try record.number("dropped-bytes")
        usage.leftovers = try record.number("leftovers")
        self.init(
            outcome: try Self.outcome(in: record), usage: usage, startedAt: try record.number("started-at"),
            finishedAt: try record.number("finished-at"))
    }

    private static func outcome(in record: Record) throws(SupervisionError) -> Outcome {
        switch try record.text("outcome") {
        case "exited": return .exited(code: try record.number("code"))
        case "signalled": return .signalled(try record.number("signal"))
        case "timed-out": return .timedOut
        case "out-of-memory": return .outOfMemory
        case "too-many-processes": return .tooManyProcesses
        case "stopped": return .stopped(reason: try record.text("reason"))
        case "not-started": return .notStarted(reason: try record.text("reason"))
        case let other:
            throw SupervisionError(.malformed, operation: "reading an exit record", message: "unknown '\(other)'")
        }
    }
}
