import Promotion

/// Checks that people let a candidate past.
enum OverrideScreen {
    static func lines(_ answer: OverrideAnswer, of run: RunID, isDry: Bool, _ terminal: Terminal) -> [String] {
        let statement = answer.override.statement
        let verb = isDry ? "would be overridden" : "overridden"
        var lines = [
            terminal.paint("\(run)", .strong) + ": \(verb) until \(Figures.time(statement.until))",
            terminal.paint("  by \(statement.by): \(statement.reason.shown)", .faint),
        ]
        for (check, verdict) in answer.override.verdicts.sorted(by: { $0.key < $1.key }) {
            lines.append("  " + terminal.paint("!", .bad) + " \(check.shown), was \(verdict.rawValue)")
        }
        if answer.decision.verdict.allowsPromotion {
            lines.append(
                "'sluice promote --env \(statement.subject.environment) --run \(run) --reason …' makes it champion")
        } else {
            lines += answer.decision.objections.map { "  " + terminal.paint("→ still " + $0.shown, .notable) }
        }
        return lines
    }

    static func list(_ overrides: [CheckOverride], _ terminal: Terminal) -> [String] {
        guard !overrides.isEmpty else { return ["nothing was ever overridden"] }
        var table = Table(["ID", "RUN", "BY", "WHEN", "REVIEWED", "CHECKS", "REASON"])
        for override in overrides {
            let statement = override.statement
            let checks = override.verdicts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value.rawValue))" }
            table.add([
                .init(String(override.id)), .init(statement.subject.run.rawValue), .init(statement.by.rawValue),
                .init(Figures.ago(statement.time, now: terminal.now)),
                .init(
                    override.review.map { "by \($0.by): \($0.note)" } ?? "not yet",
                    override.review == nil ? .bad : .plain),
                .init(checks.joined(separator: ", ")), .init(statement.reason),
            ])
        }
        return table.lines(terminal)
    }
}

/// Versions that can never become champion.
enum BlockScreen {
    /// What became of a request, or would.
    static func lines(_ block: VersionBlock, in environment: EnvironmentName, _ terminal: Terminal) -> [String] {
        let isDry = block.dryRun == true
        let sentence =
            terminal.paint("\(block.model.rawValue.shown) v\(block.version)", .strong)
            + " \(isDry ? "would be" : "is") blocked in \(environment) for ever: \(block.reason.shown)"
        guard isDry else { return [sentence] }
        let runs = (block.ended ?? []).map { "  \($0) would end" }
        return [sentence] + runs + [terminal.paint("  a dry run: nothing was stored", .faint)]
    }

    static func list(_ blocks: [VersionBlock], _ terminal: Terminal) -> [String] {
        guard !blocks.isEmpty else { return ["nothing is blocked"] }
        var table = Table(["VERSION", "FILES", "BY", "WHEN", "REASON"])
        for block in blocks {
            table.add([
                .init("\(block.model) v\(block.version)", .strong), .init(block.artifacts?.short ?? "none"),
                .init(block.by), .init(Figures.ago(block.time, now: terminal.now)), .init(block.reason),
            ])
        }
        return table.lines(terminal)
    }
}
