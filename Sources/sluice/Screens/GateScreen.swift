import Promotion

/// What a gate decided, with the figures.
enum GateScreen {
    static func lines(_ gate: GateReport, _ terminal: Terminal) -> [String] {
        let decision = gate.decision
        let champion = decision.champion.map { "champion v\($0)" } ?? "no champion"
        let heading =
            terminal.paint("Gate", .strong) + "  " + terminal.paint(decision.verdict.rawValue, decision.verdict.tone)
            + "  v\(gate.candidate) against \(champion), \(Figures.time(gate.time))"
        return ["", heading] + table(decision).lines(terminal, indent: 2)
    }

    /// The checks, the parts of compositions indented below them.
    static func table(_ decision: GateDecision) -> Table {
        var table = Table(
            ["VERDICT", "CHECK", "CANDIDATE", "CHAMPION", "REQUIRED", "INTERVAL", "REASON"], right: [2, 3, 4])
        for check in decision.checks {
            let margin = String(repeating: "  ", count: max(0, (check.path?.numbers.count ?? 1) - 1))
            let advisory = check.severity == .advisory ? " (advisory)" : ""
            table.add([
                .init(check.verdict.rawValue, check.severity == .advisory ? .faint : check.verdict.tone),
                .init(margin + check.check + advisory), .init(figure(check.candidate, check.unit)),
                .init(figure(check.champion, check.unit)), .init(figure(check.required, check.unit)),
                .init(check.interval.map(interval) ?? ""), .init(check.reason),
            ])
        }
        return table
    }

    private static func figure(_ value: Double?, _ unit: String?) -> String {
        guard let value else { return "" }
        switch unit {
        case "bytes": return Figures.bytes(Int64(value))
        case "s": return Figures.duration(Int64(value * 1000))
        case let unit?: return "\(Figures.number(value)) \(unit)"
        case nil: return Figures.number(value)
        }
    }

    /// `-0.01 … 0.03 (95 %)`
    private static func interval(_ interval: GainInterval) -> String {
        "\(Figures.number(interval.lower)) … \(Figures.number(interval.upper)) (\(Figures.number(interval.confidence * 100)) %)"
    }

    /// The slices of each check that was made on parts of the rows, the worst first.
    static func slices(_ decision: GateDecision, _ terminal: Terminal) -> [String] {
        decision.checks.flatMap { check -> [String] in
            guard let slices = check.slices, !slices.isEmpty else { return [] }
            var table = Table(
                ["VERDICT", "SLICE", "ROWS", "CANDIDATE", "CHAMPION", "INTERVAL", "P"], right: [2, 3, 4, 6])
            for slice in slices.prefix(20) {
                table.add([
                    .init(slice.verdict.rawValue, slice.verdict.tone), .init(slice.name),
                    .init(Figures.grouped(Int64(slice.rows))), .init(slice.candidate.map(Figures.number) ?? ""),
                    .init(slice.champion.map(Figures.number) ?? ""), .init(slice.interval.map(interval) ?? ""),
                    .init(slice.adjustedPValue.map(Figures.number) ?? ""),
                ])
            }
            let rest = slices.count > 20 ? ", the worst 20 of \(slices.count)" : ""
            return RunScreen.section("Slices of \(check.check)\(rest)", table, terminal)
        }
    }

    /// What a promotion lacks, or nothing.
    static func lacks(_ conditions: [PromotionCondition], _ terminal: Terminal) -> [String] {
        var table = Table(["LACKS", "UNTIL", "BECAUSE"])
        for condition in conditions {
            table.add([
                .init(condition.kind.rawValue, .notable), .init(condition.until.map(Figures.time) ?? ""),
                .init(condition.sentence),
            ])
        }
        return RunScreen.section("The promotion still lacks", table, terminal)
    }
}

/// `sluice gate explain`
enum GateExplanationScreen {
    static func lines(_ explanation: GateExplanation, _ terminal: Terminal) -> [String] {
        var lines = [
            terminal.paint(explanation.run.rawValue, .strong)
                + "  in \(explanation.environment) of \(explanation.project)  "
                + terminal.paint(explanation.status.rawValue, explanation.status.tone)
                + (explanation.status == .running ? ", \(explanation.phase)" : "")
        ]
        if let progress = explanation.progress { lines.append("  judging: " + progress.shown) }
        guard let gate = explanation.gate else {
            lines.append(
                "  the gate has not decided" + (explanation.reason.isEmpty ? "" : ": " + explanation.reason.shown))
            return lines + GateScreen.lacks(explanation.lacks, terminal)
        }
        lines += GateScreen.lines(gate, terminal) + GateScreen.slices(gate.decision, terminal)
        let objections = gate.decision.objections
        if !objections.isEmpty {
            lines += ["", terminal.paint("In the way", .strong)]
            lines += objections.flatMap { objection in
                objection.shown.wrapped(to: (terminal.width ?? .max) - 4).enumerated()
                    .map { ($0 == 0 ? "  - " : "    ") + $1 }
            }
        }
        if let digest = gate.decision.gateDigest { lines += ["", terminal.paint("  gate \(digest.short)", .faint)] }
        return lines + GateScreen.lacks(explanation.lacks, terminal)
    }
}

/// `sluice gate try`
enum GateTrialScreen {
    static func lines(_ trial: GateTrial, _ terminal: Terminal) -> [String] {
        let other = trial.against.map { "v\($0)" } ?? "no champion"
        let verdict = trial.decision.verdict
        var lines = [
            terminal.paint("v\(trial.candidate)", .strong) + " against \(other) in \(trial.environment): "
                + terminal.paint(verdict.rawValue, verdict.tone),
            terminal.paint(
                "  by the evidence of \(trial.run), \(Figures.time(trial.gathered)); nothing was promoted", .faint),
            "",
        ]
        lines += GateScreen.table(trial.decision).lines(terminal, indent: 2)
        lines += GateScreen.slices(trial.decision, terminal)
        guard !trial.missing.isEmpty else { return lines }
        lines += ["", terminal.paint("Missing evidence", .strong)]
        return lines + trial.missing.map { "  - " + $0.shown }
    }
}

/// `sluice gate backtest`
enum GateBacktestScreen {
    static func lines(_ backtest: GateBacktest, _ terminal: Terminal) -> [String] {
        let different = backtest.entries.filter(\.isDifferent)
        let count = backtest.entries.count
        var lines = [
            "\(different.count) of \(count) past decision\(count == 1 ? "" : "s") in "
                + terminal.paint(backtest.environment.rawValue, .strong) + " would have been different"
                + (backtest.gaps.isEmpty ? "" : "; \(backtest.gaps.count) cannot be made again")
        ]
        var table = Table(["", "RUN", "CANDIDATE", "AGAINST", "DECIDED", "WAS", "WOULD BE", "BECAUSE"], right: [2, 3])
        for entry in backtest.entries {
            table.add([
                .init(entry.isDifferent ? "≠" : "", .notable), .init(entry.run.rawValue), .init("v\(entry.candidate)"),
                .init(entry.champion.map { "v\($0)" } ?? "-"), .init(Figures.time(entry.time)),
                .init(entry.was.rawValue, entry.was.tone), .init(entry.would.rawValue, entry.would.tone),
                .init(entry.isDifferent ? entry.because.joined(separator: "; ") : ""),
            ])
        }
        lines += table.lines(terminal, indent: 2)
        guard !backtest.gaps.isEmpty else { return lines }
        var gaps = Table(["RUN", "CANDIDATE", "DECIDED", "BECAUSE"], right: [1])
        for gap in backtest.gaps {
            gaps.add([
                .init(gap.run.rawValue), .init("v\(gap.candidate)"), .init(Figures.time(gap.time)), .init(gap.reason),
            ])
        }
        return lines + RunScreen.section("Evidence is gone", gaps, terminal)
    }
}
