import Promotion

/// Approvals: what they are about, who agreed, who is waited for.
enum ApprovalScreen {
    /// One promotion in full, below a heading.
    static func lines(_ report: ApprovalReport, _ terminal: Terminal) -> [String] {
        var lines = report.tally.missing.map { "  " + terminal.paint("→ " + $0.shown, .notable) }
        if report.tally.isSatisfied {
            let what = report.tally.required == 0 ? "no approval is asked" : "all approvals are there"
            lines.append("  " + terminal.paint(what, .good))
            if report.status.isFinal {
                lines.append("  'sluice promote --env \(report.environment) --run \(report.run)' makes it champion")
            }
        } else if !report.tally.mayApprove.isEmpty {
            lines.append("  who can: \(report.tally.mayApprove.map(\.rawValue).joined(separator: ", "))")
        }
        lines.append("")
        lines += facts(of: report).lines(terminal)
        lines += RunScreen.section("Approvals", table(of: report.tally, terminal), terminal)
        return lines + report.tally.notes.map { "  " + terminal.paint("! " + $0.shown, .notable) }
    }

    private static func facts(of report: ApprovalReport) -> Facts {
        let subject = report.subject
        var facts = Facts()
        facts.add("Candidate", "\(subject.model) v\(subject.version) for \(subject.environment) of \(subject.project)")
        facts.add("Commit", subject.commit.rawValue)
        facts.add("Files", "sha256:\(subject.artifacts)")
        for (name, digest) in subject.datasets.sorted(by: { $0.key < $1.key }) {
            facts.add("Dataset", "\(name) sha256:\(digest)")
        }
        facts.add("Gate", "sha256:\(subject.gate), decided \(Figures.time(report.since))")
        facts.add("Authors", report.parts.authors.map(\.description).joined(separator: ", "))
        facts.add("Committers", report.parts.committers.map(\.description).joined(separator: ", "))
        facts.add("Started by", report.parts.starter?.rawValue)
        return facts
    }

    private static func table(of tally: ApprovalTally, _ terminal: Terminal) -> Table {
        var table = Table(["COUNTS", "BY", "WHEN", "SIGNED", "REASON"])
        for line in tally.lines {
            let (approval, counts) = (line.approval, line.objection == nil)
            table.add([
                .init(counts ? "yes" : "no", counts ? .good : .bad), .init(approval.statement.by.rawValue),
                .init(Figures.ago(approval.statement.time, now: terminal.now)),
                .init(approval.signature == nil ? "" : "ssh"), .init(line.objection ?? approval.reason),
            ])
        }
        return table
    }

    /// Everything that waits.
    static func inbox(_ waiting: [ApprovalReport], _ terminal: Terminal) -> [String] {
        guard !waiting.isEmpty else { return ["nothing waits for approval"] }
        var table = Table(["RUN", "CANDIDATE", "SINCE", "WHO CAN", "WAITS FOR"])
        for report in waiting {
            table.add([
                .init(report.run.rawValue, .strong),
                .init("\(report.subject.model) v\(report.subject.version)"),
                .init(Figures.ago(report.since, now: terminal.now)),
                .init(report.tally.mayApprove.prefix(3).map(\.rawValue).joined(separator: ", ")),
                .init(report.tally.missing.joined(separator: "; ")),
            ])
        }
        return table.lines(terminal)
    }
}
