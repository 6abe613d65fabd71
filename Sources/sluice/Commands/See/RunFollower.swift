import Promotion
import SluiceClient

/// Watches a run until it ends and says what happens in it, a line each.
struct RunFollower {
    let client: SluiceClient
    private let deadline: ContinuousClock.Instant
    private let timeout: Double
    private let isQuiet: Bool

    init(client: SluiceClient, timeout: Double, isQuiet: Bool) {
        self.client = client
        self.timeout = timeout
        self.isQuiet = isQuiet
        deadline = .now + .seconds(min(timeout, 1e9))
    }

    /// The newest run of a commit in an environment; waits until there is one.
    func find(commit: String, project: ProjectName, environment: EnvironmentName) async throws -> RunID {
        while true {
            let runs = try await client.runs(project: project, environment: environment, limit: 50)
            if let run = runs.first(where: { $0.commit.id.rawValue.hasPrefix(commit) }) { return run.id }
            try await pause("a run of \(commit) in '\(environment)'")
        }
    }

    /// The run once it has ended.
    func follow(_ id: RunID) async throws -> RunReport {
        var said = ""
        var seen: [StepKey: RunStatus] = [:]
        while true {
            let report = try await client.run(id)
            let terminal = Terminal.standard(environment: Surroundings.variables)
            let words = report.status == .running ? report.phase : report.status.rawValue
            let standing = report.reason.isEmpty ? words : "\(words): \(report.reason)"
            if standing != said, !report.status.isFinal {
                say("\(report.id)  \(terminal.paint(standing.shown, report.status.tone))")
                said = standing
            }
            for step in report.steps where seen[step.key] != step.status {
                seen[step.key] = step.status
                if let line = Self.line(step, terminal) { say("  \(report.id)  \(line)") }
            }
            if report.status.isFinal {
                Self.ending(report, terminal).forEach(say)
                return report
            }
            try await pause("run '\(id)'")
        }
    }

    /// Ends the command as the run ended.
    static func end(with report: RunReport) throws {
        switch report.status {
        case .succeeded: return
        case .failed, .aborted, .superseded: throw CommandFailure(.refused)
        case .errored, .pending, .running, .awaitingApproval, .blocked: throw CommandFailure(.unknown)
        }
    }

    private func pause(_ what: String) async throws {
        guard .now < deadline else {
            throw CommandFailure(
                .unknown,
                "\(what) did not end within \(Figures.number(timeout)) s; it goes on, see 'sluice status' and 'sluice plan'"
            )
        }
        try await Task.sleep(for: .milliseconds(200))
    }

    private func say(_ line: String) { if !isQuiet { writeOutput(line + "\n") } }

    /// What to say about a step that has come to a new status; nil while it only waits.
    private static func line(_ step: StepReport, _ terminal: Terminal) -> String? {
        switch step.status {
        case .pending, .awaitingApproval, .blocked: return nil
        case .running: return "\(step.key) \(terminal.paint("started", .faint))"
        case .succeeded, .failed, .errored, .aborted, .superseded: break
        }
        var line = "\(step.key) \(terminal.paint(step.status.rawValue, step.status.tone))"
        if let began = step.began, let finished = step.finished {
            line += " in \(Figures.duration(finished.milliseconds - began.milliseconds))"
        }
        if let tests = step.tests { line += ", \(RunScreen.tests(tests))" }
        if let reason = step.reason { line += ": \(reason.shown)" }
        return line
    }

    /// The end of a run, and the gate's figures if it had one.
    static func ending(_ report: RunReport, _ terminal: Terminal) -> [String] {
        let took = RunsScreen.duration(of: report, terminal)
        var lines = report.gate.map { Array(GateScreen.lines($0, terminal).dropFirst()) } ?? []
        lines += RunScreen.failures(of: report, terminal).dropFirst()
        let status = terminal.paint(report.status.rawValue, report.status.tone)
        let reason = report.reason.isEmpty ? "" : ": \(report.reason.shown)"
        lines.append("\(report.id)  \(status)\(took.isEmpty ? "" : " after \(took)")\(reason)")
        if report.promoted, let model = report.model, let candidate = report.candidate {
            lines.append("\(model) v\(candidate) is now champion of \(report.environment)")
        }
        return lines
    }
}
