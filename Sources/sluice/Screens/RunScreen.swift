import Promotion

/// `sluice runs RUN`: one run in full.
enum RunScreen {
    static func lines(_ run: RunReport, _ terminal: Terminal) -> [String] {
        var lines = [
            terminal.paint(run.id.rawValue, .strong) + "  " + terminal.paint(run.status.rawValue, run.status.tone)
                + (run.status == .running ? ", \(run.phase)" : "")
        ]
        if !run.reason.isEmpty { lines += run.reason.shown.wrapped(to: (terminal.width ?? .max) - 2).map { "  " + $0 } }
        lines.append("")
        lines += facts(of: run, terminal).lines(terminal)
        lines += section("Steps", steps(of: run, terminal), terminal)
        lines += failures(of: run, terminal)
        lines += section("Data", data(of: run, terminal), terminal)
        if let gate = run.gate { lines += GateScreen.lines(gate, terminal) }
        lines += GateScreen.lacks(run.lacks ?? [], terminal)
        return lines
    }

    /// What belongs to the commit and to the run as a whole.
    static func facts(of run: RunReport, _ terminal: Terminal) -> Facts {
        var facts = Facts()
        facts.add("Environment", "\(run.environment) of \(run.project), \(run.strategy.rawValue)")
        facts.add("Commit", "\(run.commit.id) on \(run.ref.shown)")
        facts.add("Subject", run.commit.subject)
        facts.add("Author", run.commit.author)
        if run.commit.committer != run.commit.author { facts.add("Committer", run.commit.committer) }
        let took = RunsScreen.duration(of: run, terminal)
        facts.add("Created", "\(Figures.time(run.created)) (\(Figures.ago(run.created, now: terminal.now)))")
        facts.add("Took", took.isEmpty ? nil : took)
        if let model = run.model, let candidate = run.candidate {
            let against = run.champion.map { ", compared with the champion v\($0)" } ?? "; there was no champion before"
            facts.add("Candidate", "\(model) v\(candidate)\(run.promoted ? ", became champion" : "")\(against)")
        }
        facts.add(
            "Policy", run.policyCommit.map { "from commit \($0.short), digest \(run.policyDigest?.short ?? "?")" })
        facts.add("Isolation", run.isolation)
        return facts
    }

    static func steps(of run: RunReport, _ terminal: Terminal) -> Table {
        var table = Table(
            ["STEP", "KIND", "STATUS", "TRY", "TOOK", "CPU", "MEMORY", "TESTS", "REASON"], right: [3, 4, 5, 6])
        for step in run.steps {
            let took = step.began.map { (step.finished ?? terminal.now).milliseconds - $0.milliseconds }
            table.add([
                .init(step.key.rawValue), .init(step.kind.rawValue, .faint),
                .init(step.status.rawValue, step.status.tone),
                .init(step.attempt > 1 ? String(step.attempt) : ""), .init(took.map(Figures.duration) ?? ""),
                .init(step.cpuMilliseconds.map(Figures.duration) ?? ""),
                .init(step.peakMemory.map(Figures.bytes) ?? ""),
                .init(step.tests.map(tests) ?? "", (step.tests?.failed ?? 0) > 0 ? .bad : .plain),
                .init(step.reason ?? ""),
            ])
        }
        return table
    }

    /// `12 passed, 1 failed`
    static func tests(_ summary: TestSummary) -> String {
        var parts = ["\(summary.passed) passed"]
        if summary.failed > 0 { parts.append("\(summary.failed) failed") }
        if summary.skipped > 0 { parts.append("\(summary.skipped) skipped") }
        return parts.joined(separator: ", ")
    }

    /// Every dataset version, given and logged; those that differ stand out.
    static func data(of run: RunReport, _ terminal: Terminal) -> Table {
        var table = Table(["DATASET", "GIVEN", "ROWS", "SIZE", "LOGGED", "DIGEST", "MISMATCH"], right: [2, 3])
        for input in run.inputs {
            let given = input.given
            table.add([
                .init(input.name.rawValue), .init(version(of: given)),
                .init(given.rowCount.map(Figures.grouped) ?? "?"),
                .init(Figures.bytes(given.byteCount)),
                .init(input.logged.isEmpty ? "-" : input.logged.joined(separator: ", ")),
                .init(given.digest.short, .faint),
                .init(input.mismatch.map { "≠ " + $0 } ?? "", .bad),
            ])
        }
        return table
    }

    /// `delta version 3`
    static func version(of given: DatasetVersion) -> String {
        switch given.binding {
        case .delta: "delta version \(given.version)"
        case .files: "files \(given.version.prefix(12))"
        }
    }

    /// The tests that did not pass, with the first lines of what they say.
    static func failures(of run: RunReport, _ terminal: Terminal) -> [String] {
        let failures = run.steps.flatMap { step in (step.tests?.failures ?? []).map { (step.key, $0) } }
        guard !failures.isEmpty else { return [] }
        var lines = ["", terminal.paint("Failed tests", .strong)]
        for (step, failure) in failures {
            lines.append("  " + terminal.paint("✗ \(step) \(failure.name.shown)", .bad))
            let said = failure.message.split(whereSeparator: \.isNewline).prefix(3).map { String($0) }
            lines += said.map { "      " + $0.shown.shortened(to: (terminal.width ?? 160) - 6) }
        }
        return lines
    }

    static func section(_ heading: String, _ table: Table, _ terminal: Terminal) -> [String] {
        let lines = table.lines(terminal, indent: 2)
        return lines.isEmpty ? [] : ["", terminal.paint(heading, .strong)] + lines
    }
}
