import Promotion

/// `sluice audit`
enum AuditScreen {
    static func lines(_ entries: [AuditEntry], _ terminal: Terminal) -> [String] {
        guard !entries.isEmpty else { return ["nothing is on record"] }
        var table = Table(["NO", "TIME", "OUTCOME", "WHO", "FROM", "REQUEST", "TIMES", "WHY"], right: [0, 6])
        for entry in entries {
            table.add([
                .init(String(entry.sequence)), .init(Figures.time(entry.last)),
                .init(entry.outcome.rawValue, tone(of: entry.outcome)), .init(entry.actor, .strong),
                .init(entry.address ?? ""), .init("\(entry.method) \(entry.path)"),
                .init(entry.times > 1 ? String(entry.times) : ""), .init(entry.reason),
            ])
        }
        return table.lines(terminal)
    }

    static func lines(_ entries: [LedgerReport], _ terminal: Terminal) -> [String] {
        guard !entries.isEmpty else { return ["nothing is on record"] }
        var table = Table(["NO", "TIME", "ACTION", "WHO", "PROJECT", "SUBJECT", "REASON"], right: [0])
        for entry in entries {
            table.add([
                .init(String(entry.sequence)), .init(Figures.time(entry.time)), .init(entry.action, .strong),
                .init(entry.actor), .init(entry.project?.rawValue ?? ""), .init(entry.subject.shortened(to: 40)),
                .init(entry.details["reason"] ?? ""),
            ])
        }
        return table.lines(terminal)
    }

    private static func tone(of outcome: AuditEntry.Outcome) -> Tone {
        switch outcome {
        case .allowed: .good
        case .denied: .bad
        case .failed: .notable
        }
    }
}
