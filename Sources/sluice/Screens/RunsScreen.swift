import Promotion

/// `sluice runs`: runs in a table, newest first.
enum RunsScreen {
    static func lines(_ runs: [RunReport], _ terminal: Terminal) -> [String] {
        guard !runs.isEmpty else { return ["no runs yet; a push to a branch that an environment claims starts one"] }
        var table = Table(["RUN", "STATUS", "BRANCH", "COMMIT", "SUBJECT", "CANDIDATE", "WHEN", "TOOK", "REASON"])
        for run in runs {
            table.add([
                .init(run.id.rawValue, .strong), .init(run.status.rawValue, run.status.tone), .init(run.ref.shown),
                .init(run.commit.id.short), .init(run.commit.subject.shortened(to: 32)), .init(candidate(of: run)),
                .init(Figures.ago(run.created, now: terminal.now)), .init(duration(of: run, terminal)),
                .init(run.reason.shortened(to: 120)),
            ])
        }
        return table.lines(terminal)
    }

    /// `v3`, and that it became champion.
    static func candidate(of run: RunReport) -> String {
        guard let candidate = run.candidate else { return "" }
        return run.promoted ? "v\(candidate) champion" : "v\(candidate)"
    }

    /// How long it took, or works already.
    static func duration(of run: RunReport, _ terminal: Terminal) -> String {
        guard let began = run.began else { return "" }
        return Figures.duration((run.finished ?? terminal.now).milliseconds - began.milliseconds)
    }
}
