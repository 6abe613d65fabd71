import Promotion

/// `sluice import`: what came, what did not, and why.
enum ImportScreen {
    static func lines(_ report: ImportReport, _ terminal: Terminal) -> [String] {
        let title =
            "import \(report.id) from \(report.source.shown) into '\(report.workspace)': "
            + terminal.paint(report.status.rawValue, tone(of: report.status))
        guard let outcome = report.outcome else { return [title] }
        return [title, "  " + terminal.paint(ImportMark.words, .faint)]
            + lines(outcome, isPreview: false, terminal)
    }

    /// The counts as a table, then notes and problems.
    static func lines(_ outcome: ImportOutcome, isPreview: Bool, _ terminal: Terminal) -> [String] {
        var table = Table(
            ["KIND", "AT THE SOURCE", isPreview ? "WOULD COME" : "NEW", "UPDATED", "UNCHANGED", "NOT TAKEN"],
            right: [1, 2, 3, 4, 5])
        for kind in ImportKind.allCases {
            guard let count = outcome.counts[kind.rawValue] else { continue }
            let isValues = kind == .metric
            func figure(_ value: Int, isKnown: Bool = true) -> Table.Cell {
                .init(isKnown ? Figures.grouped(Int64(value)) : "")
            }
            table.add([
                .init(words(for: kind)), figure(count.found), figure(count.new, isKnown: !isValues),
                figure(count.updated, isKnown: !isValues && !isPreview),
                figure(count.unchanged, isKnown: !isValues),
                .init(Figures.grouped(Int64(count.refused)), count.refused > 0 ? .bad : .plain),
            ])
        }
        var lines = table.lines(terminal)
        if !isPreview {
            lines.append("\(Figures.bytes(outcome.bytes)) of files in \(Figures.duration(outcome.milliseconds))")
        }
        lines += outcome.notes.map { "note: " + $0.shown }
        return lines + problems(of: outcome, terminal)
    }

    private static func problems(of outcome: ImportOutcome, _ terminal: Terminal) -> [String] {
        guard outcome.problemCount > 0 else { return [] }
        let shown = outcome.problems.prefix(50).map { problem in
            "  \(terminal.paint(problem.kind.rawValue, .bad)) \(problem.id.shown): \(problem.reason.shown)"
        }
        let more = outcome.problemCount - shown.count
        let rest =
            more > 0 ? ["  and \(Figures.grouped(Int64(more))) more; -o json lists \(outcome.problems.count)"] : []
        return ["", terminal.paint("\(outcome.problemCount) did not come, or not as a whole", .strong)] + shown + rest
    }

    /// All imports, a line each.
    static func list(_ reports: [ImportReport], _ terminal: Terminal) -> [String] {
        guard !reports.isEmpty else { return ["nothing was imported yet; see 'sluice import mlflow --help'"] }
        var table = Table(
            ["IMPORT", "SOURCE", "WORKSPACE", "STATUS", "RUNS", "PROBLEMS", "STARTED", "BY"], right: [0, 4, 5])
        for report in reports {
            let runs = report.outcome?.counts[ImportKind.run.rawValue]
            table.add([
                .init("\(report.id)"), .init(report.source), .init(report.workspace.rawValue),
                .init(report.status.rawValue, tone(of: report.status)),
                .init(runs.map { Figures.grouped(Int64($0.new + $0.updated)) } ?? ""),
                .init(report.outcome.map { "\($0.problemCount)" } ?? ""),
                .init(Figures.ago(report.started, now: terminal.now)), .init(report.by),
            ])
        }
        return table.lines(terminal)
    }

    private static func tone(of status: ImportStatus) -> Tone {
        switch status {
        case .running: .active
        case .succeeded: .good
        case .incomplete: .notable
        }
    }

    private static func words(for kind: ImportKind) -> String {
        switch kind {
        case .experiment: "experiments"
        case .run: "runs"
        case .loggedModel: "logged models"
        case .registeredModel: "registered models"
        case .modelVersion: "model versions"
        case .metric: "values of metrics"
        case .file: "files"
        }
    }
}
